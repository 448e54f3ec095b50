"""Setting a line of any script with Pillow: the brand's font first, then the machine's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media.time import ZERO
from pipelines.shorts.bidi import Part, directed, reads_left, visual
from pipelines.shorts.fonts import Run, split_runs
from pipelines.shorts.lines import Piece, balance
from pipelines.shorts.spec import CaptionCue, CaptionWord
from pipelines.shorts.words import Token, tidy, tokens_of

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

BLANK = 0.26
"""Width of the blank between words, in em."""
LONGEST = 40
"""Words of an endless text that are looked at."""
Line = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How letters are chosen: for a language, from a font file before those of the machine."""

    language: str
    font: Path | None = None

    def tokens(self, text: str) -> Line:
        """The words, numbers with their units and square characters of a text."""
        word = CaptionWord(text=tidy(text).strip(), start=ZERO, end=ZERO)
        return tokens_of(CaptionCue(start=ZERO, end=ZERO, words=(word,)))

    def rtl(self, *texts: str) -> bool:
        """Whether the texts as a whole run from right to left."""
        return reads_left([token for text in texts for token in self.tokens(text)], self.language)

    def width(self, line: Sequence[Token], em: float) -> float:
        """How wide a line is drawn, in pixels."""
        blanks = sum(token.space for token in line[1:]) * BLANK * em
        return blanks + sum(self._advance(token.text, em) for token in line)

    def broken(self, text: str, em: float, room: float, most: int) -> tuple[Line, ...] | None:
        """The text on at most so many evenly filled lines; None where they do not hold it."""
        return self._broken(self.tokens(text), em, room, most)

    def _broken(self, tokens: Line, em: float, room: float, most: int) -> tuple[Line, ...] | None:
        pieces = [
            Piece(self._advance(t.text, em), em * BLANK if t.space else 0, t.inner, t.closes)
            for t in tokens
        ]
        ends = balance(pieces, room, most)
        if ends is None:
            return None
        starts = (0, *ends[:-1])
        return tuple(tokens[start:end] for start, end in zip(starts, ends, strict=True))

    def cut(self, text: str, em: float, room: float, most: int) -> tuple[Line, ...]:
        """As many words of an endless text as so many lines hold, and an ellipsis."""
        tokens = self.tokens(text)[:LONGEST]
        for count in range(len(tokens), 0, -1):
            last = tokens[count - 1]
            short = (*tokens[: count - 1], Token(f"{last.text}…", ZERO, ZERO, last.space))
            lines = self._broken(short, em, room, most)
            if lines:
                return lines
        return ((Token("…", ZERO, ZERO),),)

    def write(
        self,
        pen: "ImageDraw",
        line: Sequence[Token],
        at: tuple[float, float],
        em: float,
        fill: int | tuple[int, ...],
        *,
        rtl: bool = False,
    ) -> None:
        """Draw a line from its left end on a baseline; the shaper turns what runs leftwards."""
        x, baseline = at
        for part in visual(line, rtl=rtl):
            if part.token is None:
                x += em * BLANK
                continue
            for run in self._runs(part):
                font = _font(run.face.path, run.face.number, em)
                text = directed(run.text) if part.rtl else run.text
                pen.text((x, baseline), text, fill=fill, font=font, anchor="ls")
                x += font.getlength(text)

    def _runs(self, part: Part) -> Sequence[Run]:
        runs = split_runs(part.text, self.language, font=self.font)
        return runs[::-1] if part.rtl else runs

    def _advance(self, text: str, em: float) -> float:
        runs = split_runs(text, self.language, font=self.font)
        return sum(_font(r.face.path, r.face.number, em).getlength(r.text) for r in runs)


@lru_cache(maxsize=64)
def _font(path: Path, number: int, em: float) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(path), em, index=number)
