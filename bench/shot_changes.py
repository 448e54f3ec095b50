"""Where shots change: ours beside PySceneDetect's adaptive detector, on the same frames.

``python -m bench.shot_changes [--publish]``: the demo, whose cuts are known; the recordings of the
shared data whose cuts somebody marked; and reels of pieces of real recordings, joined at random
and then made dark, noisy or slow. ``--publish`` writes the table to docs/benchmarks.md.
"""

import argparse
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector

from assets import asset
from bench.tables import publish, table
from bench.world.spec import Truth
from pipelines.highlights.signals.change import changes
from pipelines.highlights.signals.frames import FPS
from pipelines.highlights.signals.shots import SHORTEST, shot_changes
from pipelines.media.frames import read_frames
from worker import console

VIDEO = Path(os.environ.get("TRADEREEL_SHARED", "../shared")) / "data" / "media" / "video"
WIDTH, HEIGHT = 192, 108
PIECES, SEED = 100, 5
OFF = 2
"""Frames that a cut may be off; the truth was marked at other frame rates."""
DEMO_OFF = 3
"""The demo has 12 pictures a second."""

Film = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Case:
    """``film``: BGR frames; ``cuts``: the frames that begin a shot."""

    name: str
    film: Film
    cuts: Sequence[int]
    off: int = OFF


def ours(film: Film) -> list[int]:
    pixels = np.stack([cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420) for frame in film])
    luma, chroma, _ = changes(pixels.astype(np.uint8), None).T
    return shot_changes(luma, chroma)


def theirs(film: Film) -> list[int]:
    """With the shortest shot of ours; everything else as it comes."""
    detector = AdaptiveDetector(min_scene_len=SHORTEST)
    times = (FrameTimecode(number, fps=float(FPS)) for number in range(len(film)))
    found = (detector.process_frame(time, frame) for time, frame in zip(times, film, strict=True))
    return [cut.frame_num for cuts in found for cut in cuts]


WAYS: tuple[tuple[str, Callable[[Film], list[int]]], ...] = (
    ("Tradereel", ours),
    ("PySceneDetect, adaptive", theirs),
)


def film(path: Path) -> Film:
    frames = read_frames(path, width=WIDTH, height=HEIGHT, fps=FPS)
    return np.stack([frame for _, frame in frames])


def count(found: Sequence[int], cuts: Sequence[int], off: int) -> tuple[int, int]:
    """How many cuts were found, and how many of the found are none."""
    right = sum(any(abs(cut - one) <= off for one in found) for cut in cuts)
    wrong = sum(all(abs(cut - one) > off for cut in cuts) for one in found)
    return right, wrong


def demo() -> Case:
    truth = Truth.load(asset("demo", "recording.truth.json"))
    starts = [round(shot.start * FPS) for shot in truth.timeline.shots[1:]]
    return Case("the demo", film(asset("demo", "recording.mp4")), starts, DEMO_OFF)


def marked(folder: Path) -> list[Case]:
    """Recordings whose hard cuts somebody marked; changes inside the picture count as none."""
    known = json.loads((folder / "shots" / "cuts.json").read_text(encoding="utf-8"))
    rows = {name: row for name, row in known.items() if isinstance(row, dict) and row.get("hard")}
    return [
        Case(Path(name).stem, film(folder.parent / name), [round(at * FPS) for at in row["hard"]])
        for name, row in sorted(rows.items())
    ]


def pieces(folder: Path) -> Iterator[Film]:
    """Stretches of real recordings in which neither way finds a cut, never two of one in a row."""
    files = sorted(path for path in folder.glob("*/*") if path.suffix in (".mp4", ".flv"))
    films = [film(path) for path in files if path.stat().st_size > 300_000]
    films = [one for one in films if len(one) > 5 * FPS]
    cuts = [sorted({cut for _, way in WAYS for cut in way(one)}) for one in films]
    chance, last = random.Random(SEED), -1
    while True:
        at, length = chance.randrange(len(films)), chance.randint(12, 60)
        first = chance.randint(0, max(0, len(films[at]) - length))
        whole = all(not first - 2 <= cut <= first + length + 2 for cut in cuts[at])
        if at != last and whole and len(films[at]) >= length:
            last = at
            yield films[at][first : first + length]


def reels(folder: Path) -> list[Case]:
    joined = [piece for piece, _ in zip(pieces(folder), range(PIECES), strict=False)]
    cuts = np.cumsum([len(piece) for piece in joined])[:-1].tolist()
    plain = np.concatenate(joined)
    noise = np.random.default_rng(SEED).normal(0, 8, plain.shape)
    slow = np.concatenate([piece[np.arange(len(piece)) // 3 * 3] for piece in joined])
    return [
        Case(f"{PIECES} pieces joined", plain, cuts),
        Case("the same, two fifths as bright", (plain * 0.4).astype(np.uint8), cuts),
        Case("the same, noise of 8 in 255", np.clip(plain + noise, 0, 255).astype(np.uint8), cuts),
        Case("the same, 5 pictures a second", slow, cuts),
    ]


def report(cases: Sequence[Case]) -> str:
    told = (
        f"Hard cuts at {FPS} frames a second and {WIDTH} x {HEIGHT}, right within {OFF} frames; "
        "*wrong*: found where none is. The marks of real recordings leave out changes on screens "
        "inside the picture, which both ways take for cuts. The pieces come from real recordings, "
        "without those in which one of the ways finds a cut; 5 pictures a second: each is shown "
        "three times. `python -m bench.shot_changes --publish` makes this table."
    )
    rows = []
    for case in cases:
        cells = []
        for _, way in WAYS:
            right, wrong = count(way(case.film), case.cuts, case.off)
            cells += [f"{right} of {len(case.cuts)}", str(wrong)]
        rows.append([case.name, *cells])
    head = ["recording", *(cell for name, _ in WAYS for cell in (name, "wrong"))]
    return f"{told}\n\n{table(head, rows)}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    cases = [demo()]
    if VIDEO.is_dir():
        cases += [*marked(VIDEO), *reels(VIDEO)]
    body = report(cases)
    console.out.print(body, markup=False)
    if options.publish:
        publish("shot-changes", "Shot changes", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
