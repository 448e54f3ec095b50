"""Panoramas against truth, beside other tools: ``python -m bench.panorama [--publish]``.

Cuts views out of spheres that are known (real ones of the shared data where they are, a drawn one
of the repository always) and stitches them with Tradereel, OpenCV's Stitcher, OpenStitching and
Hugin, each in processes of its own, where they are installed. ``--sets`` and ``--tools`` pick some,
``--fresh`` measures the others anew too; ``--publish`` writes docs/benchmarks.md.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console

from bench import panorama_run
from bench.panorama_align import SCORED, Aligned, Landmarks, NotAligned, align, landmarks, sheet_of
from bench.panorama_meter import Spent
from bench.panorama_peers import (
    TOOLS,
    Given,
    Made,
    Result,
    Tool,
    read_opencv,
    result_of,
    why_failed,
)
from bench.panorama_sets import (
    CACHE,
    DEFAULT,
    NAMES,
    SHARED,
    SIZE,
    WIDTH,
    TruthSet,
    truth,
    truth_set,
)
from bench.panorama_truth import Score, at_scale, lit, pose_alignment, psnr_of, score_sheet
from bench.tables import DOCS, publish, table
from pipelines.panorama.arrays import Floats, Mask, Picture8

__all__ = ["SCORED", "WIDTH", "Run", "lit", "opencv", "truth"]

HEAD = (
    "set", "tool", "used", "WS-PSNR dB", "SSIM", "covered", "pose error", "seam", "CPU s",
    "peak memory",
)  # fmt: skip
VERDICT = ("set", "best peer", "its WS-PSNR", "ours", "margin", "SSIM margin", "CPU to Hugin's")
ROWS = "rows.json"
OURS, HUGIN = TOOLS[0].name, TOOLS[-1].name


@dataclass(frozen=True, slots=True)
class Run:
    """``picture``: 2048 x 1024 equirectangular in the tool's own world; ``seen``: where it is."""

    picture: Picture8
    seen: Mask
    rotations: dict[str, Floats]
    closed: str


def opencv(folder: Path) -> Run:
    """OpenCV's Stitcher with its defaults, in this process, laid onto a whole canvas.

    Raises `RuntimeError` with its status, or `cv2.error`.
    """
    with TemporaryDirectory() as out:
        panorama_run.opencv(folder, Path(out))
        made = read_opencv(Path(out))
    sheet = sheet_of(made)
    rows, columns = np.mgrid[: SCORED // 2, :SCORED].astype(np.float32)
    laid = cv2.remap(sheet.picture, columns, rows - np.float32(sheet.top), cv2.INTER_LINEAR)
    picture = np.asarray(laid, np.uint8)
    return Run(picture, lit(picture), made.poses, "-")


@dataclass(frozen=True, slots=True)
class Row:
    """What one tool made of one set. ``scored``: None where it failed or shows something else."""

    set: str
    tool: str
    given: int
    used: int
    spent: Spent
    again: bool
    scored: Score | None
    covered: float
    why: str

    def cells(self) -> tuple[str, ...]:
        cost = (
            f"{self.spent.cpu:.0f}",
            f"{self.spent.peak / 1e6:.0f} MB",
        )
        used = f"{self.used} of {self.given}"
        if self.scored is None:
            return (self.set, self.tool, used, self.why, "", "", "", "", *cost)
        found = self.scored
        pose = "not told" if np.isnan(found.pose_error) else f"{found.pose_error:.3f}°"
        seam = "open" if np.isnan(found.seam) else f"{found.seam:.2f}"
        return (
            self.set, self.tool, used, f"{found.psnr:.1f}", f"{found.ssim:.3f}",
            f"{100 * self.covered:.0f} %", pose, seam, *cost,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and how its picture lies in the true world."""

    row: Row
    aligned: Aligned | None


def judged(tool: Tool, given: TruthSet, known: Landmarks, fresh: bool) -> Judged:
    asked = Given(given.folder, given.fov)
    result = result_of(tool, asked, CACHE / f"{given.name}-{given.key}", fresh)
    if result.made is None:
        return Judged(_row(tool, given, result, None, why_failed(result)), None)
    try:
        aligned = align(result.made, given.world, known, focal_of(given.fov))
    except NotAligned as error:
        return Judged(_row(tool, given, result, None, str(error)), None)
    return Judged(_row(tool, given, result, aligned, ""), aligned)


def focal_of(fov: float) -> float:
    """Pixels, of the views."""
    return float(SIZE[0] / 2 / np.tan(np.radians(fov) / 2))


def _row(tool: Tool, given: TruthSet, result: Result, aligned: Aligned | None, why: str) -> Row:
    made = result.made
    found, covered = None, 0.0
    if made and aligned:
        found = score_sheet(aligned.sheet, given.world, aligned.turn, _pose_error(made, given))
        covered = float(aligned.sheet.weight().sum())
    used = len(made.used) if made else 0
    return Row(
        given.name, tool.name, len(given.shots), used, result.spent, result.again, found, covered,
        why,
    )  # fmt: skip


def _pose_error(made: Made, given: TruthSet) -> float:
    """Mean degrees after the best turn of the poses themselves; NaN where none are told."""
    return pose_alignment(made.poses, given.shots)[1] if len(made.poses) > 1 else float("nan")


def margin(ours: Aligned, peer: Aligned, truth_: Picture8) -> float:
    """By how many dB ours is better where both show something."""
    return _over(ours, peer, truth_) - _over(peer, ours, truth_)


def _over(one: Aligned, other: Aligned, truth_: Picture8) -> float:
    sheet, there = one.sheet, other.sheet
    rays = sheet.rays() @ (other.turn.T @ one.turn).T
    columns = ((np.arctan2(rays[..., 0], rays[..., 2]) + np.pi) * there.scale).astype(int)
    rows = ((np.arcsin(np.clip(rays[..., 1], -1, 1)) + np.pi / 2) * there.scale - there.top) // 1
    height, width = there.seen.shape
    within = (rows >= 0) & (rows < height) & (columns < width)
    both = np.zeros(sheet.seen.shape, bool)
    both[within] = there.seen[rows[within].astype(int), columns[within]]
    expected = at_scale(sheet, truth_, one.turn)
    return psnr_of(sheet.picture, expected, sheet.weight() * both)


def verdict(given: TruthSet, found: Sequence[Judged]) -> tuple[str, ...] | None:
    """Ours beside the best peer: the one over which its margin is least, where both show."""
    ours, peers = found[0], found[1:]
    if ours.row.tool != OURS or ours.row.scored is None or ours.aligned is None:
        return None
    margins = [
        (margin(ours.aligned, peer.aligned, given.world), peer.row)
        for peer in peers
        if peer.aligned
    ]
    if not margins:
        return None
    least, best = min(margins, key=lambda one: one[0])
    assert best.scored is not None
    hugin = [peer.row.spent.cpu for peer in peers if peer.row.tool == HUGIN and peer.row.scored]
    ratio = f"{ours.row.spent.cpu / hugin[0]:.2f}" if hugin else "not installed"
    return (
        given.name, best.tool, f"{best.scored.psnr:.1f}", f"{ours.row.scored.psnr:.1f}",
        f"{least:+.1f} dB", f"{ours.row.scored.ssim - best.scored.ssim:+.3f}", ratio,
    )  # fmt: skip


def measured(
    names: Sequence[str], tools: Sequence[Tool], shared: Path, fresh: bool, console: Console
) -> Iterator[tuple[list[Row], tuple[str, ...] | None]]:
    """Set by set: the rows, and the verdict."""
    for name in names:
        try:
            given = truth_set(name, shared)
        except FileNotFoundError as error:
            console.print(f"{name}: {error}", markup=False)
            continue
        height = SCORED // 2
        small = cv2.resize(given.world, (SCORED, height), interpolation=cv2.INTER_AREA)
        known = landmarks(np.asarray(small, np.uint8))
        found = []
        for tool in tools:
            found.append(judged(tool, given, known, fresh))
            cells = " | ".join(found[-1].row.cells())
            console.print(cells, soft_wrap=True, highlight=False, markup=False)
        told = verdict(given, found)
        if told:
            console.print(" | ".join(told), soft_wrap=True, highlight=False, markup=False)
        yield [one.row for one in found], told


INTRO = (
    "Views of 1280 x 960 (*ring*: 12 around the horizon at 65 degrees; *sphere*: 18 and *dense*: "
    "26 over the whole sphere at 80) cut out of known spheres with jitter of 2 degrees, 6 % uneven "
    "exposure, noise and JPEG; stitched at 4096 x 2048 where a tool can be told so. `hall` is "
    "drawn and lies in the repository, `cern` is a frame of a real 360 film, the others are real "
    "pictures. Every result, ours too, is scored at 2048 x 1024 over what it shows, after the "
    "turn of the sphere (of a cropped canvas also the scale and height) with which it comes "
    "nearest to the truth, found from the pictures alone. *Covered*: the share of the sphere that "
    "it shows. *Pose error*: the mean, after the best turn of the poses, of the views that a tool "
    "used. *Seam*: the step across 180 degrees beside its neighbours, over the same of the truth. "
    "Hugin is told the true field of view, as EXIF would; nothing else is told anything. CPU "
    "seconds (with all children) and the greatest process's memory are those of fresh processes, "
    "reading and writing included. Ours writes a JPEG, the others write without loss. Other tools' "
    "rows may stem from an earlier run of the same versions. `python -m bench.panorama --publish` "
    "makes these tables."
)
MARGIN = (
    "The best other tool is the one over which our margin is least; margins are taken where both "
    "show something."
)


def report(rows: Sequence[Row], verdicts: Sequence[tuple[str, ...]]) -> str:
    parts = [INTRO, table(HEAD, [row.cells() for row in rows])]
    if verdicts:
        parts += [MARGIN, table(VERDICT, verdicts)]
    return "\n\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    installed = {tool.key: tool for tool in TOOLS if tool.version() is not None}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(DEFAULT), choices=NAMES)
    parser.add_argument("--tools", nargs="*", default=list(installed), choices=list(installed))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--fresh", action="store_true", help="measure the other tools anew")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    tools = [tool for key, tool in installed.items() if key in options.tools]
    rows: list[Row] = []
    verdicts: list[tuple[str, ...]] = []
    for some, told in measured(options.sets, tools, options.shared, options.fresh, Console()):
        rows += some
        verdicts += [told] if told else []
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / ROWS).write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    if options.publish:
        publish("panorama", "Panorama", report(rows, verdicts), DOCS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
