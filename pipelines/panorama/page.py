"""The report as one file to open in a browser: the panorama, its map, what to do better."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assets import asset
from pipelines.panorama.advice import BLURRED
from pipelines.panorama.arrays import Mask, Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.coverage import WORDS, Map, data_address, make_map, write_map
from pipelines.panorama.inputs import shrink
from pipelines.panorama.output import CROPPED, PAGE, PANORAMA, REPORT, box_of, write_whole
from pipelines.panorama.spec import PanoramaReport, Pose, Unused

STRIP_HEIGHT, STRIP_WIDTH, QUALITY = 560, 3200, 80
WIDE = 2.6
"""Width by height from which a strip is wider than the page."""
KINDS = {
    "photos": "photos", "pan": "a panning clip", "rig": "the cameras of a rig",
    "dual-fisheye": "a dual fisheye camera", "equirect": "a finished 360 picture",
}  # fmt: skip
NAMED = {
    "pan": ("frame", "frames"), "rig": ("camera", "cameras"), "dual-fisheye": ("lens", "lenses"),
}  # fmt: skip
"""What an input of a kind is, one and many; else a picture."""
FINE_ERROR, POOR_ERROR = 1.5, 3.5
"""Pixels at which edges meet without a trace, and at which they show double."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``tone``: good, fair, poor, or empty where there is nothing to judge."""

    name: str
    value: str
    meaning: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One input in the table."""

    number: int
    pose: Pose
    where: str
    remark: str


def write_page(
    report: PanoramaReport,
    picture: Picture8,
    seen: Mask | None,
    out: Path,
    views: Sequence[View] = (),
) -> None:
    """Write ``coverage.svg`` and ``report.html``. ``picture``: the canvas; ``seen``: any
    canvas-shaped mask, None for all of it; ``views``: in the order of the report's inputs."""
    environment = Environment(
        loader=FileSystemLoader([asset("panorama"), asset("report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    strip = _strip(picture, seen)
    drawn: Map = make_map(report, picture, seen, views)
    drawing = environment.get_template("coverage.svg.j2").render(map=drawn, words=WORDS)
    write_map(drawing, out)
    html = environment.get_template("page.html.j2").render(
        report=report,
        map=drawn,
        words=WORDS,
        kinds=KINDS,
        input=named(report)[0],
        inputs=named(report)[1],
        files=(PANORAMA, CROPPED, REPORT),
        strip=data_address(strip, QUALITY),
        wide=strip.shape[1] > WIDE * strip.shape[0],
        rows=[_row(number, pose) for number, pose in enumerate(report.inputs, start=1)],
        figures=figures(report),
        verdict=verdict(report),
    )
    write_whole(html.encode(), out / PAGE)


def named(report: PanoramaReport) -> tuple[str, str]:
    """What one input and what several are called."""
    return NAMED.get(report.kind, ("picture", "pictures"))


def left_out(unused: Unused) -> str:
    """A file that was not used, and why, in one line."""
    own = unused.why.startswith(unused.name)
    return unused.why if own else f"{unused.name}: {unused.why}"


def verdict(report: PanoramaReport) -> tuple[str, str]:
    """A tone (good, fair, poor) and one sentence."""
    poor = any(figure.tone == "poor" for figure in figures(report))
    elsewhere = sum(len(names) for names in report.groups)
    if poor or len(report.unused) - elsewhere > len(report.inputs):
        return "poor", "Not fit to be shown: better taken again."
    if not report.reshoot:
        return "good", "Nothing needs to be taken again."
    things = len(report.reshoot)
    count = "one thing" if things == 1 else f"{things} things"
    if not report.closed:
        return "fair", f"A part of the circle, and {count} to do better."
    return "fair", f"A full circle, and {count} to do better."


def figures(report: PanoramaReport) -> list[Figure]:
    """What was measured, each with what it means; what was not measured is left out."""
    found = [
        Figure(
            "Seen", f"{report.coverage:.0%}",
            "of the whole sphere, sky and floor included. A ring at eye level sees about half.",
        ),
        Figure(
            "Around", "full circle" if report.closed else f"{report.span:.0f}°",
            "The two ends meet." if report.closed else "without a gap, of 360°.",
            "good" if report.closed else "fair",
        ),
    ]  # fmt: skip
    if report.extent is not None and report.coverage < 0.999:
        found.append(
            Figure(
                "Up and down", f"{report.extent.top:+.0f}° to {report.extent.bottom:+.0f}°",
                "from the horizon. For sky and floor take a second row tilted up, and one down.",
            )
        )  # fmt: skip
    if report.reprojection_error is not None:
        found.append(
            Figure(
                "Fit", f"{report.reprojection_error:.1f} px",
                "by which the same thing lies apart in two pictures, before they are blended.",
                _tone(report.reprojection_error, FINE_ERROR, POOR_ERROR),
            )
        )  # fmt: skip
    if report.loop_error is not None:
        found.append(
            Figure(
                "Loop", f"{report.loop_error:.2f}°",
                "by which picture after picture missed the full turn, before it was evened out.",
                _tone(report.loop_error, 1.0, 4.0),
            )
        )  # fmt: skip
    if report.ghosting is not None:
        found.append(
            Figure(
                "Doubles", f"{report.ghosting:.1%}",
                "of the seams run through something that moved or stood too near.",
                _tone(report.ghosting, 0.03, 0.12),
            )
        )  # fmt: skip
    return found


def _tone(value: float, fine: float, poor: float) -> str:
    return "good" if value <= fine else "fair" if value <= poor else "poor"


def _row(number: int, pose: Pose) -> Row:
    soft = pose.sharpness is not None and pose.sharpness < BLURRED
    return Row(number, pose, direction(pose.yaw, pose.pitch), "blurred" if soft else "")


def direction(yaw: float, pitch: float) -> str:
    """Degrees as somebody in the middle would say them."""
    turn = "ahead" if abs(yaw) < 0.5 else f"{abs(yaw):.0f}° {'right' if yaw > 0 else 'left'}"
    if abs(pitch) < 0.5:
        return turn
    return f"{turn}, {abs(pitch):.0f}° {'up' if pitch > 0 else 'down'}"


def _strip(picture: Picture8, seen: Mask | None) -> Picture8:
    """The seen part, high enough to look at."""
    height, width = picture.shape[:2]
    if seen is not None:
        box = box_of(seen, width)
        picture = picture[box.top : box.top + box.height, box.left : box.left + box.width]
        height, width = picture.shape[:2]
    longest = min(STRIP_WIDTH, max(STRIP_HEIGHT, round(STRIP_HEIGHT * width / height)))
    return shrink(picture, longest)
