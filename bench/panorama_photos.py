"""Real photos without truth, beside other tools: ``python -m bench.panorama_photos -o FOLDER``.

Stitches the photo sets of the shared data with every tool that is installed, prints what each
used, how much it shows and what it cost, and writes one picture per set in which the results stand
below each other, to be looked at. ``--publish`` writes the table to docs/benchmarks.md.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console

from bench.panorama_peers import TOOLS, Given, Made, Result, Tool, result_of, why_failed
from bench.panorama_sets import CACHE, SHARED, VR
from bench.tables import DOCS, publish, table
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.spec import PanoramaReport

SETS = ("weir", "budapest", "exposure_error", "xpano_mixed")
GUESSED = 55.0
"""Horizontal degrees that Hugin is told, as its users guess where a file tells nothing."""
HEAD = ("set", "tool", "used", "shown", "reprojection error", "CPU s", "wall s", "peak memory")
WIDE, HIGH = 1800, 900
"""Pixels that a result takes on the sheet at most."""
LINE = 34


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tool made of a set. ``error``: pixels, where the tool tells."""

    tool: Tool
    given: int
    result: Result

    @property
    def picture(self) -> Picture8 | None:
        return cropped(self.result.made) if self.result.made else None

    def cells(self, name: str) -> tuple[str, ...]:
        spent, made, picture = self.result.spent, self.result.made, self.picture
        used = f"{len(made.used)} of {self.given}" if made else f"0 of {self.given}"
        told = f"{picture.shape[1]} x {picture.shape[0]}" if picture is not None else ""
        if made and made.scale:
            told += f", {np.degrees(made.picture.shape[1] / made.scale):.0f}° across"
        if made and made.whole and picture is not None:
            told += f", {360 * picture.shape[1] / made.picture.shape[1]:.0f}° across"
        return (
            name, self.tool.name, used, told or why_failed(self.result), made.note if made else "",
            f"{spent.cpu:.0f}", f"{spent.wall:.0f}", f"{spent.peak / 1e6:.0f} MB",
        )  # fmt: skip


def cropped(made: Made) -> Picture8:
    """The part of a canvas that holds a picture, turned so that the greatest gap is at its edge."""
    lit = made.picture.max(axis=2) > 3
    picture = made.picture
    if made.whole and not lit.any(axis=0).all():
        start = _after_gap(lit.any(axis=0))
        picture, lit = np.roll(picture, -start, axis=1), np.roll(lit, -start, axis=1)
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    if not len(rows):
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def in_full(tool: Tool) -> Tool:
    """The tool, its result read as fine as it is: of a part, Tradereel leaves a finer picture than
    its whole canvas."""

    def read(out: Path, given: Given) -> Made:
        made = tool.read(out, given)
        finer = out / "cropped.jpg"
        if not finer.exists():
            return made
        extent = PanoramaReport.load(out / "panorama.json").extent
        assert extent is not None
        across = np.radians((extent.right - extent.left) % 360)
        picture = load_photo(finer).read()
        return replace(made, picture=picture, whole=False, scale=picture.shape[1] / across)

    return replace(tool, read=read)


def _after_gap(lit: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """The column that follows the longest dark run, around the edge too."""
    ends = np.flatnonzero(lit)
    gaps = np.diff(np.r_[ends, ends[0] + len(lit)])
    return int(ends[(int(gaps.argmax()) + 1) % len(ends)])


def sheet(shown: Sequence[Shown]) -> Picture8:
    """The results below each other, each with its name."""
    tiles = [tile for one in shown for tile in (_title(one), _scaled(one.picture))]
    wide = max(tile.shape[1] for tile in tiles)
    padded = [cv2.copyMakeBorder(tile, 0, 4, 0, wide - tile.shape[1], 0) for tile in tiles]
    return np.asarray(np.vstack(padded), np.uint8)


def _title(one: Shown) -> Picture8:
    line = np.full((LINE, WIDE, 3), 255, np.uint8)
    text = " | ".join(one.cells("")[1:]).replace("\N{DEGREE SIGN}", " deg")
    cv2.putText(line, text, (6, LINE - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1)
    return line


def _scaled(picture: Picture8 | None) -> Picture8:
    if picture is None:
        return np.zeros((LINE, WIDE, 3), np.uint8)
    ratio = min(WIDE / picture.shape[1], HIGH / picture.shape[0], 1.0)
    size = (round(picture.shape[1] * ratio), round(picture.shape[0] * ratio))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def stitched(
    names: Sequence[str], tools: Sequence[Tool], shared: Path, fresh: bool
) -> Iterator[tuple[str, Shown]]:
    for name in names:
        given = Given(shared / VR / "photos" / name, GUESSED, width=None)
        folder = CACHE / f"{name}-{_key(given)}"
        for tool in tools:
            yield (
                name,
                Shown(tool, len(given.files), result_of(in_full(tool), given, folder, fresh)),
            )


def _key(given: Given) -> str:
    digest = sha256()
    for file in given.files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> int:
    installed = {tool.key: tool for tool in TOOLS if tool.version() is not None}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--tools", nargs="*", default=list(installed), choices=list(installed))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--fresh", action="store_true", help="measure the other tools anew")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    tools = [tool for key, tool in installed.items() if key in options.tools]
    options.out.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = []
    console, by_set = Console(), dict[str, list[Shown]]()
    for name, one in stitched(options.sets, tools, options.shared.resolve(), options.fresh):
        rows.append(one.cells(name))
        console.print(" | ".join(rows[-1]), soft_wrap=True, highlight=False, markup=False)
        by_set.setdefault(name, []).append(one)
        cv2.imwrite(str(options.out / f"{name}.png"), sheet(by_set[name]))
        if one.picture is not None:
            cv2.imwrite(str(options.out / f"{name}-{one.tool.key}.png"), one.picture)
    if options.publish:
        publish("panorama-photos", "Photos without truth", f"{INTRO}\n\n{table(HEAD, rows)}", DOCS)
    return 0


INTRO = (
    "Hand-held photos whose truth nobody knows, stitched by every tool with its defaults (Hugin is "
    f"told {GUESSED:g} degrees, a guess, for the files tell nothing). `xpano_mixed` holds several "
    "panoramas and strays in one folder. *Reprojection error*: root mean square, in pixels, where "
    "a tool tells it. Fresh processes; CPU seconds with all children. "
    "`python -m bench.panorama_photos -o FOLDER --publish` makes this table and the pictures."
)


if __name__ == "__main__":
    raise SystemExit(main())
