"""Pictures and films of one 360 camera against truth and against ffmpeg's v360.

``python -m bench.panorama_spheres [--sets ...] [--only ...] [--publish]``: real spheres are drawn
as two fisheye circles by lenses that are known (centres, field of view, how the lenses stand to
each other, light that falls off, unequal exposure, turned or stacked sensors), and unfolded again.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import cv2
import numpy as np

from bench.panorama_truth import Shot, pose_alignment, rotations_of, sample, score
from bench.tables import publish, table
from bench.understand_speed import Clock
from pipelines.media import ffmpeg
from pipelines.media.frames import read_frames
from pipelines.media.probe import probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.circles import Circle, halves
from pipelines.panorama.dual_fisheye import find_pair, paint_pair
from pipelines.panorama.film import sphere as maker
from pipelines.panorama.film.film import FILM, VIDEO
from pipelines.panorama.film.lenses import Lenses
from pipelines.panorama.fisheye import Fisheye
from pipelines.panorama.inputs import load_photo, shrink
from pipelines.panorama.spec import Pose
from pipelines.panorama.warp import Canvas, directions
from worker import console

SIDE = 1440
"""Pixels of one circle's square: what a camera of 5.7K gives."""
NOISE, QUALITY = 2.0, 93
SCORED = 2048
HEAD = (
    "camera", "pose", "field of view", "centres", "Tradereel", "v360, our parameters",
    "v360, as on the box", "SSIM", "CPU",
)  # fmt: skip
FILM_HEAD = (
    "film", "once", "the rest", "the encoder alone", "rest to encoder", "PSNR", "flicker",
    "v360: CPU", "v360: PSNR",
)  # fmt: skip
TRUTH = Path("data", "vr", "video360", "threejs_pano.mp4")
FPS, FRAMES, HALF = 25, 50, 1440
PEER_FRAMES = 8
"""Frames of v360's film that are compared, either way round."""
RIM = 0.485


@dataclass(frozen=True, slots=True)
class Drawn:
    """A camera. ``tilt``: yaw, pitch, roll of the second lens beside exactly backwards; ``centres``
    of both circles, in sides; ``falloff``: share of the light lost at 90 degrees; ``gain``: of the
    second lens; ``turned``: degrees clockwise that both halves are turned on the sensor;
    ``bend``: how far the lens is from equidistant; ``held``: how the camera was held."""

    world: str
    fov: float
    tilt: tuple[float, float, float]
    centres: tuple[tuple[float, float], tuple[float, float]]
    falloff: float = 0.25
    gain: float = 1.06
    turned: tuple[int, int] = (0, 0)
    stacked: bool = False
    bend: float = 0.0
    held: tuple[float, float, float] = (20.0, 0.0, 0.0)

    @property
    def rotations(self) -> tuple[Floats, Floats]:
        """World -> camera of both lenses, as they lie in the stored picture."""
        ahead = rotation_of(*self.held)
        yaw, pitch, roll = self.tilt
        behind = rotation_of(180 + yaw, pitch, roll) @ ahead
        first, second = (rotation_of(0, 0, angle) for angle in self.turned)
        return first @ ahead, second @ behind

    @property
    def circles(self) -> tuple[Circle, Circle]:
        first, second = self.centres
        return Circle(*first, RIM), Circle(*second, RIM)


OFF = ((0.506, 0.495), (0.496, 0.507))
CASES = {
    "building, 195°": Drawn("panolens_building.jpg", 195, (0.8, -0.6, 0.7), OFF),
    "hall, 188°": Drawn("vrview_whale-left.tb-stereo.jpg", 188, (-0.5, 0.9, -0.4), OFF, gain=0.94),
    "underpass, 200°": Drawn("panolens_tunnel.jpg", 200, (1.2, 0.5, -1.0), OFF),
    "hall, 185°": Drawn("vrview_walrus.tb-stereo.jpg", 185, (0.4, 0.3, -0.6), OFF, gain=0.94),
    "building, 198°, sensors turned": Drawn(
        "panolens_building.jpg", 198, (0.6, 0.8, 0.5), OFF, gain=0.94, turned=(90, -90)
    ),
    "hall, 193°, one above the other": Drawn(
        "vrview_dolphins.tb-stereo.jpg", 193, (-0.7, 0.4, 0.6), OFF, stacked=True
    ),
    "castle, 196°, bent lens": Drawn("egjs_veste.jpg", 196, (0.5, -0.7, 0.8), OFF, bend=0.03),
}  # fmt: skip


def draw(world: Picture8, camera: Drawn, side: int = SIDE, seed: int = 3) -> Picture8:
    """The picture that such a camera stores."""
    parts = [Half(camera, index, 2 * side) for index in range(2)]
    seen = [
        cv2.resize(half.see(world), (side, side), interpolation=cv2.INTER_AREA) for half in parts
    ]
    picture = np.concatenate(seen, axis=0 if camera.stacked else 1)
    noise = np.random.default_rng(seed).normal(0, NOISE, picture.shape)
    return np.asarray(np.clip(picture + noise + 0.5, 0, 255), np.uint8)


class Half:
    """One lens's square: which directions its pixels see, and how much light they get."""

    def __init__(self, camera: Drawn, index: int, side: int) -> None:
        circle = camera.circles[index]
        y, x = (np.mgrid[0:side, 0:side] + 0.5) / side
        x, y = x - circle.x, y - circle.y
        radius = np.hypot(x, y)
        edge = np.radians(camera.fov / 2)
        # r = angle * (1 - bend * (angle / edge)^2), scaled so that the rim stays where it is.
        angles = np.linspace(0, edge * 1.05, 2000)
        reach = angles * (1 - camera.bend * (angles / edge) ** 2) / (edge * (1 - camera.bend))
        angle = np.interp(radius / circle.radius, reach, angles)
        flat = np.sin(angle) / np.maximum(radius, 1e-9)
        rays = np.stack([x * flat, y * flat, np.cos(angle)], axis=2)
        light = (1 - camera.falloff * (angle / np.pi * 2) ** 6) * (camera.gain if index else 1.0)
        light[radius > circle.radius] = 0
        self.rays, self.light = rays @ camera.rotations[index], light.astype(np.float32)[..., None]

    def see(self, world: Picture8, gain: float = 1.0) -> Singles:
        return np.asarray(sample(world, self.rays) * (self.light * np.float32(gain)), np.float32)


def pose_of_lenses(poses: Sequence[Pose], rotations: Sequence[Floats]) -> tuple[Floats, float]:
    """The turn (found world -> true world) that fits both lenses best, and the mean error left."""
    shots = [Shot(pose.name, true) for pose, true in zip(poses, rotations, strict=True)]
    return pose_alignment(rotations_of(poses), shots)


def measured(name: str, shared: Path) -> list[str]:
    """One row of the table of pictures."""
    camera = CASES[name]
    world = _truth(shared / "data" / "vr" / "equirect" / camera.world)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "two.jpg"
        cv2.imwrite(str(file), draw(world, camera), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        picture = load_photo(file).read()
    begin = time.process_time()
    pair = find_pair(picture, "two.jpg")
    sphere, _ = paint_pair(picture, pair, SCORED)
    spent = time.process_time() - begin
    turn, off = pose_of_lenses([lens.pose() for lens in pair.lenses], camera.rotations)
    everything = np.ones(sphere.shape[:2], bool)
    ours = score(sphere, everything, world, turn, off)
    estimated = v360(picture, pair.lenses[0].fov, [lens.circle for lens in pair.lenses])
    nominal = v360(picture, camera.fov, [Circle(0.5, 0.5, 0.5)] * 2)
    fovs = [abs(_fov(lens) - camera.fov) for lens in pair.lenses]
    shifts = [
        np.hypot(lens.circle.x - true.x, lens.circle.y - true.y) * SIDE
        for lens, true in zip(pair.lenses, camera.circles, strict=True)
    ]
    return [
        name, f"{off:.3f}°", f"{max(fovs):.2f}°", f"{max(shifts):.1f} px", f"**{ours.psnr:.1f}**",
        f"{_best(estimated, camera, world):.1f}", f"{_best(nominal, camera, world):.1f}",
        f"{ours.ssim:.3f}", f"{spent:.1f} s",
    ]  # fmt: skip


def _fov(lens: Fisheye) -> float:
    """Degrees across the circle as it was drawn, whichever rim was found."""
    angles = np.linspace(0, 2, 4000)
    radius = lens.focal * angles * (1 + lens.bend * angles**2)
    return 2 * float(np.degrees(np.interp(RIM, radius, angles)))


def v360(picture: Picture8, fov: float, circles: Sequence[Circle]) -> Picture8:
    """What ffmpeg makes of circles cut out of the picture and laid side by side."""
    squares = []
    for half, circle in zip(halves(picture), circles, strict=True):
        side = len(half)
        grid = (np.arange(side) + 0.5) / side * 2 - 1
        x = ((circle.x + circle.radius * grid) * side - 0.5).astype(np.float32)
        y = ((circle.y + circle.radius * grid) * side - 0.5).astype(np.float32)
        at = np.meshgrid(x, y)
        squares.append(cv2.remap(half, at[0], at[1], cv2.INTER_CUBIC))
    with TemporaryDirectory() as scratch:
        paths = [str(Path(scratch) / name) for name in ("in.png", "out.png")]
        cv2.imwrite(paths[0], np.concatenate(squares, axis=1))
        way = f"v360=dfisheye:e:ih_fov={fov:.4f}:iv_fov={fov:.4f}:interp=cubic"
        made = ["-vf", f"{way}:w={SCORED}:h={SCORED // 2}", paths[1]]
        command = [str(ffmpeg.binary().path), "-v", "error", "-y", "-i", paths[0], *made]
        subprocess.run(command, check=True)
        return np.asarray(cv2.imread(paths[1]), np.uint8)


def _best(sphere: Picture8, camera: Drawn, world: Picture8) -> float:
    """WS-PSNR after the rotation that fits exact back to back lenses best; either way round."""
    everything = np.ones(sphere.shape[:2], bool)
    found = []
    for yaw in (0.0, 180.0):
        poses = {str(i): rotation_of(yaw + 180 * i, 0, 0) for i in range(2)}
        shots = [Shot(str(i), rotation) for i, rotation in enumerate(camera.rotations)]
        turn, _ = pose_alignment(poses, shots)
        found.append(score(sphere, everything, world, turn, 0.0).psnr)
    return max(found)


def _truth(path: Path) -> Picture8:
    picture = load_photo(path).read()
    height, width = picture.shape[:2]
    return shrink(picture[: height // 2] if height == width else picture, 2 * SCORED)


def film_measured(shared: Path) -> list[str]:
    """The row of the table of films."""
    camera = Drawn("", 195, (0.8, -0.6, 0.7), OFF)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        clip, peer = folder / "two.mp4", folder / "v360.mp4"
        _film(shared / TRUTH, camera, clip)
        found = probe(clip)
        assert found.video is not None
        source = maker.Source(clip, found, found.video, folder / FILM)
        made: list[maker.Prepared] = []
        once = Clock().time(lambda: made.append(maker.prepare(source, None, Lenses()))).cpu
        lenses = made[0]
        rest = Clock().time(lambda: maker.encode(source, maker.Shot(source, lenses))).cpu
        size = lenses.canvas.width, lenses.canvas.height
        alone = _encoder_alone(source, lenses, folder / "alone.mp4")
        way = f"v360=dfisheye:e:ih_fov=195:iv_fov=195:w={size[0]}:h={size[1]}"
        by_peer = (
            Clock()
            .time(
                lambda: ffmpeg.run(
                    [*ffmpeg.source(clip), "-vf", way, *VIDEO, str(peer)],
                    read=[clip],
                    write=[folder],
                )
            )
            .cpu
        )
        turn, _ = pose_of_lenses([lens.pose() for lens in lenses.pair.lenses], camera.rotations)
        psnr, flicker = _compared(folder / FILM, shared / TRUTH, turn)
        theirs = 0.0
        for yaw in (0.0, 180.0):
            poses = {str(i): rotation_of(yaw + 180 * i, 0, 0) for i in range(2)}
            shots = [Shot(str(i), rotation) for i, rotation in enumerate(camera.rotations)]
            turn, _ = pose_alignment(poses, shots)
            theirs = max(theirs, _compared(peer, shared / TRUTH, turn, PEER_FRAMES)[0])
    return [
        f"{2 * HALF} x {HALF} to {size[0]} x {size[1]}, {FRAMES} frames", f"{once:.1f} s",
        f"{rest:.1f} s", f"{alone:.1f} s", f"{rest / alone:.2f}", f"{psnr:.1f} dB",
        f"{flicker:.2f}", f"{by_peer:.1f} s", f"{theirs:.1f} dB",
    ]  # fmt: skip


def _film(truth: Path, camera: Drawn, out: Path) -> None:
    """The clip of a dual fisheye camera whose second lens gets brighter and darker."""
    lenses = [Half(camera, index, HALF) for index in range(2)]

    def feed(pipe: BinaryIO) -> None:
        for number, world in enumerate(_true_frames(truth)):
            gain = 1 + 0.06 * float(np.sin(number / FPS * 2))
            seen = [lens.see(world, gain if i else 1.0) for i, lens in enumerate(lenses)]
            pipe.write(np.clip(np.concatenate(seen, axis=1) + 0.5, 0, 255).astype(np.uint8).data)

    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{2 * HALF}x{HALF}", "-r", str(FPS)]
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]
    coded = ["-c:v", "libx264", "-crf", "16", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    ffmpeg.run([*raw, "-i", "pipe:0", *colours, *coded, str(out)], write=[out.parent], feed=feed)


def _true_frames(truth: Path) -> Iterator[Picture8]:
    end = Time.seconds(FRAMES / FPS)
    start = probe(truth).start
    frames = read_frames(truth, width=1920, height=960, fps=FPS, start=start, end=start + end)
    return (picture for _, picture in frames)


def _encoder_alone(source: maker.Source, lenses: maker.Prepared, out: Path) -> float:
    """CPU seconds of the same encoder on the same frames, made before."""
    raw = out.with_suffix(".nv12")
    size = lenses.canvas.width, lenses.canvas.height
    with raw.open("wb") as file:
        maker.Shot(source, lenses).feed(file)

    def feed(pipe: BinaryIO) -> None:
        with raw.open("rb") as file:
            while block := file.read(1 << 22):
                pipe.write(block)

    picture = ["-f", "rawvideo", "-pix_fmt", "nv12", "-s", f"{size[0]}x{size[1]}", "-r", str(FPS)]
    coded = [*picture, "-i", "pipe:0", *VIDEO, "-g", str(FPS), str(out)]
    return Clock().time(lambda: ffmpeg.run(coded, write=[out.parent], feed=feed)).cpu


def _compared(film: Path, truth: Path, turn: Floats, frames: int = FRAMES) -> tuple[float, float]:
    """PSNR in dB at the truth's size, and how much more than the truth the ring between the lenses
    changes from frame to frame, beside the rest of the sphere."""
    canvas = Canvas(1920)
    rays = directions(canvas, np.arange(1920.0), np.arange(960.0))
    weight = np.cos((np.arange(960) + 0.5) / 960 * np.pi - np.pi / 2)[:, None] * np.ones((1, 1920))
    ring = np.abs(rays[..., 2]) < np.sin(np.radians(5))
    start = probe(film).start
    end = start + Time.seconds(frames / FPS)
    made = read_frames(film, width=1920, height=960, fps=FPS, start=start, end=end)
    errors, changes, before = [], [], None
    for (_, frame), true in zip(made, _true_frames(truth), strict=False):
        expected = sample(true, rays @ turn.T).astype(float)
        square = np.square(frame.astype(float) - expected).mean(axis=2)
        errors.append((square * weight).sum() / weight.sum())
        now = frame.astype(float), expected
        if before is not None:
            step = [np.abs(a - b).mean(axis=2) for a, b in zip(now, before, strict=True)]
            changes.append([step[0][ring].mean(), step[0][~ring].mean(),
                            step[1][ring].mean(), step[1][~ring].mean()])  # fmt: skip
        before = now
    mean = np.mean(changes, axis=0)
    flicker = (mean[0] / mean[1]) / (mean[2] / mean[3])
    return float(10 * np.log10(255**2 / np.mean(errors))), float(flicker)


def pictures(names: Sequence[str], shared: Path) -> str:
    rows = []
    for name in names:
        rows.append(measured(name, shared))
        console.out.print(" | ".join(rows[-1]), markup=False)
    told = (
        f"Real spheres drawn as two fisheye circles of {SIDE} pixels by known lenses that stand "
        "about a degree off back to back, with centres 10 pixels off, 25 % less light at the rim, "
        "6 % uneven exposure, noise and JPEG. Errors of what was estimated (worse lens), then "
        f"WS-PSNR in dB at {SCORED} x {SCORED // 2} after the best rotation. *v360, our "
        "parameters*: ffmpeg's filter with our circles and field of view, but it cannot turn the "
        "lenses against each other nor blend; *as on the box*: with the true field of view and "
        "circles that fill their squares. `python -m bench.panorama_spheres --publish` makes this."
    )
    return f"{told}\n\n{table(HEAD, rows)}"


def films(shared: Path) -> str:
    told = (
        "The clip of a dual fisheye camera made into an equirectangular film, in CPU seconds of "
        "all processes: *once* are lenses and tables, however long the film; *the rest* is "
        "decoding, unfolding, blending, encoding; *the encoder alone* gets the finished frames "
        "raw; *flicker*: how much the ring between the lenses changes from frame to frame beside "
        "the rest, over the same of the truth; *v360*: the whole film by ffmpeg's filter with the "
        "true field of view. `python -m bench.panorama_spheres --only films --publish`."
    )
    return f"{told}\n\n{table(FILM_HEAD, [film_measured(shared)])}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", nargs="*", default=list(CASES), choices=list(CASES))
    parser.add_argument("--only", choices=["pictures", "films"])
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    made = []
    if options.only != "films":
        body = pictures(options.sets, options.shared)
        made.append(("panorama-spheres", "Dual fisheye", body))
    if options.only != "pictures":
        made.append(("panorama-sphere-film", "A dual fisheye film", films(options.shared)))
    for name, title, body in made:
        console.out.print(body, markup=False)
        if options.publish:
            publish(name, title, body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
