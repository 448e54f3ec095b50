"""A rig's film against its truth, against the encoder alone and against OpenCV's composition.

``python -m bench.panorama_film [--cameras 4 6] [--publish]``: a true 360 film from the shared data
is cut into synchronised 1080p clips of cameras that look around, which become a film of 3840 x 1920
again. The encoder alone gets the finished frames, raw. ``--publish`` writes docs/benchmarks.md.
"""

import argparse
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import cv2
import numpy as np

from bench.panorama import lit
from bench.panorama_truth import sample, score
from bench.tables import publish, table
from bench.understand_speed import Clock, Spent, compare
from pipelines.media import ffmpeg
from pipelines.media.frames import read_frames, read_planes
from pipelines.media.probe import probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.film import film as maker
from pipelines.panorama.film.calibrate import calibrate
from pipelines.panorama.film.compose import Composer
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.reader import in_step
from pipelines.panorama.film.report import FilmReport
from pipelines.panorama.film.shot import Shot, Take
from pipelines.panorama.film.stand import Stand
from pipelines.panorama.film.writer import writing
from pipelines.panorama.rotation import best_rotation
from pipelines.panorama.straighten import straighten
from pipelines.panorama.warp import Canvas, directions
from worker import console

TRUTH = Path("data", "vr", "video360", "threejs_pano.mp4")
SECONDS, FPS, WIDTH = 3.0, 25, 3840
SIZE, MBITS = (1920, 1080), 16
"""As cameras write: so many Mbit/s, every frame but one a second predicted from the one before."""
LOOK = (1920, 960)
"""The size of the truth, at which films are compared."""
FIRST, CHANGES = 5, 12
"""The frame from which on single ones are compared, and how many changes."""
SPREAD = {4: 112.0, 6: 84.0}
"""Horizontal degrees that each camera of a rig of so many sees."""
TILT = (1.3, -0.8, 0.5, -1.1, 0.9, -0.4)
ROUNDS = 3
COST = (
    "cameras", "decoding", "warp and blend", "encoding", "the whole", "the encoder alone",
    "whole to encoder, by CPU", "by wall", "a bare decode and the encoder, by CPU",
    "once at the beginning",
)  # fmt: skip
HEAD = (
    "cameras", "OpenCV's composition to ours", "worst pose", "PSNR", "SSIM",
    "a frame's PSNR: ours, OpenCV's", "flicker at seams",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A film with what it was made from. ``once``: what was spent before its first frame."""

    take: Take
    stand: Stand
    report: FilmReport
    film: Path
    once: Spent


def cut(truth: Path, count: int, folder: Path) -> tuple[list[Path], list[Floats]]:
    """The clips of a rig that sees the true film, and where its cameras look."""
    spheres = [picture for _, picture in _frames(truth, FPS)]
    files, rotations = [], []
    for number in range(count):
        rotation = rotation_of(number * 360 / count + TILT[-1 - number], TILT[number], 0)
        file = folder / f"camera-{number}.mp4"
        _write(file, _seen(spheres, rotation, SPREAD[count]))
        files.append(file)
        rotations.append(rotation)
    return files, rotations


def _seen(spheres: Sequence[Picture8], rotation: Floats, fov: float) -> Iterator[Picture8]:
    """What a camera of 1080p sees of each, which is coarser than its pixels."""
    width, height = SIZE
    lens = Lens(0.5 / np.tan(np.radians(fov) / 2))
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    rays = lens.rays(np.stack([x.ravel(), y.ravel()], axis=1) / width) @ rotation
    for sphere in spheres:
        yield sample(sphere, rays.reshape(height, width, 3))


def _write(file: Path, pictures: Iterator[Picture8]) -> None:
    def feed(pipe: BinaryIO) -> None:
        for picture in pictures:
            pipe.write(picture.tobytes())

    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(FPS)]
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]
    rate = ["-b:v", f"{MBITS}M", "-maxrate", f"{MBITS}M", "-bufsize", f"{MBITS}M"]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-pix_fmt", "yuv420p"]
    coded += [*rate, "-bf", "0", "-g", str(FPS)]
    ffmpeg.run([*raw, "-i", "pipe:0", *colours, *coded, str(file)], write=[file.parent], feed=feed)


def measured(truth: Path, count: int) -> tuple[list[str], list[str]]:
    """One row of each table."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files, rotations = cut(truth, count, folder)
        made = make(files, folder)
        with closing(_steps(made)) as steps:
            sets = list(islice(steps, 12))
        name = f"{count} of 1080p"
        return [name, *costs(made, sets, folder)], [name, *looks(made, sets, truth, rotations)]


def make(files: Sequence[Path], folder: Path) -> Made:
    begun: list[tuple[Take, Stand]] = []
    once = Clock().time(lambda: begun.append(prepare(files, folder)))
    return Made(*begun[0], maker.make_film(files, folder, WIDTH), folder / maker.FILM, once)


def prepare(files: Sequence[Path], folder: Path) -> tuple[Take, Stand]:
    """All that is done before the first frame."""
    take = maker.take_of(files)
    found = calibrate(take.cameras, take.start, take.end, folder)
    return take, maker.prepared(found, straighten(found.placement.views), WIDTH)


def costs(made: Made, sets: Sequence[Sequence[Planes]], folder: Path) -> list[str]:
    """What each part spends, turn by turn in one run; CPU milliseconds for each frame."""
    raw = unpacked(made.film, folder / "raw.nv12")
    draft = folder / "draft.mp4"
    ways: list[Callable[[], object]] = [
        lambda: maker.shoot(Shot(made.take, made.stand), None, folder),
        lambda: alone(raw, made.stand.canvas, draft),
        lambda: decoded(made.take),
        lambda: deque(_steps(made), maxlen=0),
        lambda: written(raw, made.stand.canvas, draft),
    ]
    whole, encoder, bare, decoding, encoding = compare(ways, ROUNDS)
    composer = Composer(made.stand.tables(made.stand.shares(made.stand.owner)))
    painting = _spent(composer.compose, sets)
    frames = round(made.report.duration.s * FPS)
    each = [f"{1000 * one.cpu / frames:.0f} ms" for one in (decoding, encoding, whole, encoder)]
    return [
        each[0], f"{1000 * painting:.0f} ms", *each[1:],
        f"{whole.cpu / encoder.cpu:.2f}", f"{whole.wall / encoder.wall:.2f}",
        f"{(bare.cpu + encoder.cpu) / encoder.cpu:.2f}", f"{made.once.cpu:.1f} s",
    ]  # fmt: skip


def looks(
    made: Made, sets: Sequence[Sequence[Planes]], truth: Path, rotations: Sequence[Floats]
) -> list[str]:
    """How good the film is."""
    stand = made.stand
    composer = Composer(stand.tables(stand.shares(stand.owner)))
    quick = _spent(composer.compose, sets)
    slow = _spent(lambda frames: by_opencv(frames, stand), sets[:2])
    turn, worst = pose(made.report, rotations)
    found = score_of(made.film, truth, turn)
    each = frame_scores(sets[FIRST], stand, truth, turn)
    flicker = flicker_of(made.film, truth, turn, blended(stand))
    return [
        f"{slow / quick:.0f} ×", f"{worst:.3f}°", f"{found[0]:.1f} dB", f"{found[1]:.3f}",
        f"{each[0]:.1f} dB, {each[1]:.1f} dB", f"{flicker:.2f} ×",
    ]  # fmt: skip


def unpacked(film: Path, raw: Path) -> Path:
    """The finished frames as raw pixels, NV12."""
    found = probe(film)
    assert found.video is not None
    with raw.open("wb") as file:
        for frame in read_planes(
            film, width=found.video.width, height=found.video.height, fps=FPS, start=found.start,
            end=found.start + found.duration,
        ):  # fmt: skip
            file.write(frame.data)
    return raw


def alone(raw: Path, canvas: Canvas, out: Path) -> None:
    """Raw frames through ffmpeg's x264, which reads them from the file itself."""
    size = f"{canvas.width}x{canvas.height}"
    picture = ["-f", "rawvideo", "-pix_fmt", "nv12", "-s", size, "-r", str(FPS), "-i", str(raw)]
    coded = [*maker.VIDEO, "-g", str(FPS), "-f", "mp4", str(out)]
    ffmpeg.run([*picture, *coded], read=[raw], write=[out.parent])


def written(raw: Path, canvas: Canvas, out: Path) -> None:
    """The same frames as the film's own writer takes them."""
    frames = np.memmap(raw, np.uint8, "r").reshape(-1, canvas.height * 3 // 2, canvas.width)
    with writing(out, canvas, FPS) as write:
        for frame in frames:
            write(np.array(frame))


def decoded(take: Take) -> None:
    """All clips by ffmpeg, to nowhere."""
    for camera in take.cameras:
        bare = [*ffmpeg.source(camera.file), "-map", "0:v:0", "-f", "null", "-"]
        ffmpeg.run(bare, read=[camera.file])


def _steps(made: Made) -> Generator[list[Planes], None, None]:
    take = made.take
    return in_step(take.cameras, made.stand.sizes, take.fps, take.start, take.end)


def _spent(work: Callable[[Sequence[Planes]], object], sets: Sequence[Sequence[Planes]]) -> float:
    """CPU seconds for each."""
    work(sets[0])
    begin = time.process_time()
    for frames in sets:
        work(frames)
    return (time.process_time() - begin) / len(sets)


def by_opencv(frames: Sequence[Planes], stand: Stand) -> Picture8:
    """What OpenCV's stitching does for every frame: warp, and blend in bands."""
    width, height = stand.canvas.width, stand.canvas.height
    warper = cv2.PyRotationWarper("spherical", width / (2 * np.pi))
    blender = cv2.detail.Blender.createDefault(cv2.detail.Blender_MULTI_BAND)
    blender.prepare((-width // 2, 0, width, height))
    for frame, view, size in zip(frames, stand.views, stand.sizes, strict=True):
        focal = view.lens.focal * max(size)
        inner = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1]], np.float32)
        turn = view.rotation.T.astype(np.float32)
        picture = frame.bgr()
        corner, warped = warper.warp(picture, inner, turn, cv2.INTER_LINEAR, cv2.BORDER_REFLECT)
        whole = np.full(picture.shape[:2], 255, np.uint8)
        _, mask = warper.warp(whole, inner, turn, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)
        blender.feed(warped.astype(np.int16), mask, corner)
    result, _ = blender.blend(None, None)  # type: ignore[call-overload]
    return np.asarray(np.clip(result, 0, 255), np.uint8)


def frame_scores(
    frames: Sequence[Planes], stand: Stand, truth: Path, turn: Floats
) -> tuple[float, float]:
    """PSNR of frame `FIRST` before it is encoded: ours, and OpenCV's composition, over what both
    show."""
    composed = Composer(stand.tables(stand.shares(stand.owner))).compose(frames)
    ours = np.asarray(cv2.cvtColor(composed, cv2.COLOR_YUV2BGR_NV12), np.uint8)
    made = [
        np.asarray(cv2.resize(picture, LOOK, interpolation=cv2.INTER_AREA), np.uint8)
        for picture in (ours, by_opencv(frames, stand))
    ]
    both = lit(made[0]) & lit(made[1])
    true = next(islice((picture for _, picture in _frames(truth, FPS)), FIRST, None))
    first, second = (score(picture, both, true, turn, 0.0).psnr for picture in made)
    return first, second


def blended(stand: Stand) -> Mask:
    """Where two cameras are mixed, on the canvas of the scores."""
    mixed = (stand.shares(stand.owner).max(axis=0) < 0.99).astype(np.uint8)
    return np.asarray(cv2.resize(mixed, LOOK, interpolation=cv2.INTER_NEAREST) > 0)


def flicker_of(film: Path, truth: Path, turn: Floats, mixed: Mask) -> float:
    """How much more a frame differs from the next at the seams than elsewhere, beside what the true
    film does at the same places."""
    pairs = zip(_frames(film, FPS), _frames(truth, FPS), strict=False)
    rays = directions(Canvas(LOOK[0]), np.arange(float(LOOK[0])), np.arange(float(LOOK[1])))
    ours, true = [], []
    for (_, made), (_, sphere) in islice(pairs, FIRST, FIRST + CHANGES + 1):
        ours.append(made)
        true.append(sample(sphere, rays @ turn.T))
    seen = lit(ours[0]) & lit(ours[-1])
    seam = mixed & seen
    level = np.repeat(mixed.max(axis=1, keepdims=True), mixed.shape[1], axis=1)
    rest = seen & level & ~mixed
    at_seam, elsewhere = (_change(ours, mask) / _change(true, mask) for mask in (seam, rest))
    return at_seam / elsewhere


def _change(frames: Sequence[Picture8], mask: Mask) -> float:
    """Levels by which a frame differs from the next, in the mask."""
    changes = [cv2.absdiff(one, other)[mask].mean() for one, other in pairwise(frames)]
    return float(np.mean(changes))


def pose(report: FilmReport, rotations: Sequence[Floats]) -> tuple[Floats, float]:
    found = [rotation_of(c.yaw, c.pitch, c.roll) for c in report.cameras]
    turn = best_rotation(np.concatenate(found), np.concatenate(list(rotations)))
    errors = [angle_between(f @ turn.T, t) for f, t in zip(found, rotations, strict=True)]
    return turn, max(errors)


def score_of(film: Path, truth: Path, turn: Floats) -> tuple[float, float]:
    """PSNR (dB) and SSIM of some frames at the truth's size, over what the rig saw."""
    found = []
    for made, true in zip(_some(film), _some(truth), strict=False):
        one = score(made, lit(made), true, turn, 0.0)
        found.append((one.psnr, one.ssim))
    return float(np.mean([psnr for psnr, _ in found])), float(np.mean([ssim for _, ssim in found]))


def _some(path: Path) -> Iterator[Picture8]:
    return islice((picture for _, picture in _frames(path, FPS)), 5, None, 25)


def _frames(path: Path, fps: float) -> Iterator[tuple[Time, Picture8]]:
    start = probe(path).start
    end = start + Time.seconds(SECONDS)
    return read_frames(path, width=LOOK[0], height=LOOK[1], fps=fps, start=start, end=end)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cameras", type=int, nargs="*", default=[4, 6], choices=sorted(SPREAD))
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    rows = [measured(options.shared / TRUTH, count) for count in options.cameras]
    told = (
        f"A true 360 film (1920 x 960, {SECONDS:g} s) cut into clips of 1920 x 1080 at {FPS} "
        f"frames and {MBITS} Mbit a second, as cameras write, and made into a film of {WIDTH} x "
        f"{WIDTH // 2} again, on 2 cores. CPU milliseconds for each frame of the film, the least "
        f"of {ROUNDS} rounds in which all take turns. *The whole*: from the clips to the finished "
        "file; *the encoder alone*: ffmpeg makes the finished frames, raw in a file, into the same "
        "H.264 (x264, veryfast); *a bare "
        "decode and the encoder*: ffmpeg decodes the clips to nowhere, and the encoder alone, "
        "beside the encoder alone: what any program spends that decodes all and paints nothing. "
        "*Once at the beginning*: clocks, calibration, tables, however long the film."
    )
    seen = (
        "*OpenCV's composition*: `PyRotationWarper` and the multi-band blender for every frame, by "
        "CPU. PSNR and SSIM of the film at the truth's size; *a frame's PSNR*: one frame before it "
        "is encoded. *Flicker at seams*: how much a frame differs from the next where two cameras "
        "are mixed, beside elsewhere, each beside the true film. "
        "`python -m bench.panorama_film --publish` makes these tables."
    )
    cost, look = (table(head, [row[at] for row in rows]) for at, head in enumerate((COST, HEAD)))
    body = f"{told}\n\n{cost}\n\n{seen}\n\n{look}"
    console.out.print(body, markup=False)
    if options.publish:
        publish("panorama-film", "A rig's film", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
