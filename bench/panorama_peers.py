"""The tools that stitch the same views: what they are called with, what they cost and leave.

Tradereel, OpenCV's Stitcher (of the cv2 that is installed), OpenStitching and Hugin with enblend
where they are on the PATH. What a peer made of a set is kept under ``.cache``, for it does not
change; Tradereel is measured anew each time.
"""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from inspect import getsource
from pathlib import Path
from signal import SIGKILL

import cv2
import numpy as np
from PIL import Image

from bench import panorama_run
from bench.panorama_meter import MEASURED, Job, Spent
from bench.panorama_run import CAMERAS, RESULT, Cameras
from bench.panorama_sets import ROOT, WIDTH
from bench.panorama_truth import rotations_of
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.spec import PanoramaReport

LIMIT = 3600.0
"""Seconds after which a command is taken to hang; what was stopped so is not kept."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a tool gets. ``fov``: degrees, for those that must be told; ``width``: of the whole
    sphere's canvas, None for as much as the files resolve and show."""

    folder: Path
    fov: float
    width: int | None = WIDTH

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())


@dataclass(frozen=True, slots=True)
class Made:
    """What a tool left. ``shown``: where it says that there is a picture, None where it does not;
    ``scale`` (pixels a radian) and ``top`` (rows below the zenith): None where it does not tell;
    ``whole``: the canvas is the whole sphere; ``poses``: world -> camera by file name; ``note``:
    the reprojection error that it tells."""

    picture: Picture8
    used: tuple[str, ...]
    poses: dict[str, Floats]
    whole: bool
    shown: Mask | None = None
    scale: float | None = None
    top: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """``version``: None where it is not installed; ``steps``: its commands, run in the folder of
    the result; ``read``: what they left there, given the views."""

    key: str
    name: str
    version: Callable[[], str | None]
    steps: Callable[[Given], Sequence[Sequence[str]]]
    read: Callable[[Path, Given], Made]
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """``made``: None where it failed; ``again``: measured earlier."""

    spent: Spent
    made: Made | None
    again: bool


def result_of(tool: Tool, given: Given, folder: Path, fresh: bool = False) -> Result:
    """Stitch, or take what was stitched earlier. ``folder``: of this set."""
    out = folder / _slug(tool, given)
    again = tool.kept and not fresh and _is_whole(out)
    if not again:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        job = Job(tuple(tuple(step) for step in tool.steps(given)), LIMIT).save(out)
        meter = [sys.executable, "-m", "bench.panorama_meter", str(job)]
        subprocess.run(meter, cwd=ROOT, check=True)
    spent = Spent.load(out)
    return Result(spent, None if spent.code else tool.read(out, given), again)


def _is_whole(out: Path) -> bool:
    return (out / MEASURED).exists() and Spent.load(out).code != -SIGKILL


def why_failed(result: Result) -> str:
    code = result.spent.code
    ended = f"crashed (signal {-code})" if code < 0 else f"failed (exit {code})"
    return f"{ended} in {result.spent.step}"


def _slug(tool: Tool, given: Given) -> str:
    """Changes with the tool's version and with how it is called."""
    steps = repr(tool.steps(given)).replace(str(given.folder), "")
    told = f"{tool.version()} {steps}"
    name = "".join(letter if letter.isalnum() else "-" for letter in tool.name.lower())
    return f"{name}-{sha256(told.encode()).hexdigest()[:10]}"


def _own(tool: str) -> Callable[[Given], Sequence[Sequence[str]]]:
    """A command that runs `bench.panorama_run` from wherever it is."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
        "from bench.panorama_run import main; main()"
    )

    def steps(given: Given) -> Sequence[Sequence[str]]:
        return [[sys.executable, "-c", code, tool, str(given.folder), ".", str(given.width or "")]]

    return steps


def _read_ours(out: Path, given: Given) -> Made:
    report = PanoramaReport.load(out / "panorama.json")
    used = tuple(pose.name for pose in report.inputs)
    picture = _picture(out / "panorama.jpg")
    error = report.reprojection_error
    note = "" if error is None else f"{error:.2f} px"
    return Made(picture, used, rotations_of(report.inputs), whole=True, note=note)


def _opencv_version() -> str:
    return f"{cv2.__version__} {getsource(panorama_run.opencv)}"


def read_opencv(out: Path, given: Given | None = None) -> Made:
    found = Cameras.load(out / CAMERAS)
    picture, poses = _picture(out / RESULT), found.poses()
    return Made(picture, tuple(poses), poses, whole=False, scale=found.scale, top=found.top)


def _stitching() -> list[str] | None:
    """How OpenStitching is called: as a command, or as a module of this Python."""
    if command := shutil.which("stitch"):
        return [command]
    if importlib.util.find_spec("stitching"):
        return [sys.executable, "-m", "stitching.cli.stitch"]
    return None


def _stitching_version() -> str | None:
    command = _stitching()
    return _told(*command, "--version") if command else None


GRAPH = "graph.dot"


def _stitching_steps(*options: str) -> Callable[[Given], Sequence[Sequence[str]]]:
    def steps(given: Given) -> Sequence[Sequence[str]]:
        kept = ["--output", RESULT, "--matches_graph_dot_file", GRAPH]
        return [[*(_stitching() or []), *options, *kept, *(str(file) for file in given.files)]]

    return steps


def _read_stitching(out: Path, given: Given) -> Made:
    used = _together(_dot_pairs((out / GRAPH).read_text(encoding="utf-8")))
    names = tuple(file.name for file in given.files if file.name in used)
    return Made(_picture(out / RESULT), names, {}, whole=False)


def _dot_pairs(text: str) -> list[tuple[str, str]]:
    lines = [line.split("[")[0] for line in text.splitlines() if "--" in line]
    ends = [[Path(end.strip(' "')).name for end in line.split("--")] for line in lines]
    return [(one, other) for one, other in ends]


HUGIN = (
    "pto_gen", "cpfind", "cpclean", "linefind", "autooptimiser", "pano_modify", "nona", "enblend",
)  # fmt: skip
PLACE = ((286, 282), (287, 283))
"""TIFF's numbers of a position and of its resolution, across and down."""
PROJECT, MATCHED, WHOLE = "optimised.pto", "matched.pto", "result.tif"


def _hugin_version() -> str | None:
    if not all(shutil.which(command) for command in HUGIN):
        return None
    return f"{_told('cpfind', '--version')}, {_told('enblend', '--version')}"


def _hugin_steps(*optimised: str) -> Callable[[Given], Sequence[Sequence[str]]]:
    """What its manual tells to do for a whole sphere. It must be told the field of view, which
    the camera writes into the file in real life."""

    def steps(given: Given) -> Sequence[Sequence[str]]:
        laid = ["--fov=AUTO", "--canvas=AUTO", "--crop=AUTO"]
        if given.width:
            laid = ["--fov=360x180", f"--canvas={given.width}x{given.width // 2}"]
        files = [str(file) for file in given.files]
        layers = [f"layer{number:04}.tif" for number in range(len(files))]
        return [
            ["pto_gen", "-o", "project.pto", "-p", "0", "-f", f"{given.fov:g}", *files],
            ["cpfind", "--multirow", "-o", "found.pto", "project.pto"],
            ["cpclean", "-o", "clean.pto", "found.pto"],
            ["linefind", "-o", MATCHED, "clean.pto"],
            ["autooptimiser", *optimised, "-o", PROJECT, MATCHED],
            ["pano_modify", "--projection=2", *laid, "-o", PROJECT, PROJECT],
            ["nona", "-m", "TIFF_m", "-o", "layer", PROJECT],
            ["enblend", "-w", "-o", WHOLE, *layers],
            ["rm", *layers],
        ]

    return steps


def _read_hugin(out: Path, given: Given) -> Made:
    whole = _laid(out / WHOLE, given.width)
    picture = np.ascontiguousarray(whole[:, :, :3])
    lines = (out / PROJECT).read_text(encoding="utf-8").splitlines()
    names = [file.name for file in given.files]
    images = [_fields(line) for line in lines if line.startswith("i ")]
    points = [_fields(line) for line in lines if line.startswith("c ")]
    pairs = [(names[int(point["n"])], names[int(point["N"])]) for point in points]
    joined = _together(pairs)
    poses = {
        name: rotation_of(*(float(image[angle]) for angle in "ypr"))
        for name, image in zip(names, images, strict=True)
        if name in joined
    }
    shown = np.asarray(whole[:, :, 3] > 127)
    return Made(picture, tuple(poses), poses, whole=given.width is not None, shown=shown)


def _laid(path: Path, width: int | None) -> Picture8:
    """The whole canvas (BGRA): enblend cuts off what is empty, and tells in inches where it was;
    of grey pictures it makes a grey one."""
    with Image.open(path) as image:
        part = np.ascontiguousarray(np.asarray(image.convert("RGBA"))[:, :, [2, 1, 0, 3]])
        tags = image.tag_v2
        across, down = (float(tags.get(one, 0)) * float(tags.get(two, 0)) for one, two in PLACE)
    if width is None:
        return part
    left, top = round(across), round(down)
    whole = np.zeros((width // 2, width, 4), np.uint8)
    whole[top : top + part.shape[0], left : left + part.shape[1]] = part
    return whole


def _fields(line: str) -> dict[str, str]:
    """Letter -> number of a line in a .pto file."""
    return {word[0]: word[1:] for word in line.split()[1:] if word[1:2] in "-0123456789."}


def _together(pairs: Sequence[tuple[str, str]]) -> set[str]:
    """The greatest set of names that pairs join."""
    groups: list[set[str]] = []
    for one, other in pairs:
        joined = {one, other}.union(*(group for group in groups if group & {one, other}))
        groups = [group for group in groups if not group & joined] + [joined]
    return max(groups, key=len, default=set())


def _picture(path: Path) -> Picture8:
    picture = cv2.imread(str(path))
    if picture is None:
        raise FileNotFoundError(f"{path.name} was not written")
    return np.asarray(picture, np.uint8)


@cache
def _told(*command: str) -> str:
    """The first line that a command prints."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return (ended.stdout + ended.stderr).strip().splitlines()[0]


TOOLS = (
    Tool("tradereel", "Tradereel", lambda: "", _own("tradereel"), _read_ours, kept=False),
    Tool("opencv", "OpenCV Stitcher", _opencv_version, _own("opencv"), read_opencv),
    Tool("openstitching", "OpenStitching", _stitching_version, _stitching_steps(), _read_stitching),
    Tool(
        "openstitching-sift", "OpenStitching with SIFT", _stitching_version,
        _stitching_steps("--detector", "sift", "--confidence_threshold", "0.3"), _read_stitching,
    ),
    Tool("hugin", "Hugin", _hugin_version, _hugin_steps("-a", "-l", "-s"), _read_hugin),
)  # fmt: skip
"""Ours first."""
