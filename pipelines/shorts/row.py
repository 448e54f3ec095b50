"""One line of a screen as libass gets it: parts in their places, runs in their faces."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.shorts import tags
from pipelines.shorts.bidi import Part, directed, mixed, visual
from pipelines.shorts.fonts import Face, Run, split_runs
from pipelines.shorts.measure import BLANK, line_width, space_length, text_length
from pipelines.shorts.style import Style
from pipelines.shorts.words import Token

Ids = frozenset[int]
"""Identities of tokens: the same word may stand twice in a line."""


@dataclass(frozen=True, slots=True)
class Row:
    """``centre``, ``baseline``: pixels; ``rtl``: the direction of the sentence."""

    line: tuple[Token, ...]
    style: Style
    language: str
    rtl: bool
    centre: float
    baseline: float

    @property
    def width(self) -> float:
        return line_width(self.line, self.style, self.language)

    @property
    def place(self) -> str:
        """Where libass puts the line: it aligns by the deepest descent of the faces."""
        return self._at(self.centre, self.text())

    def place_of(self, token: Token) -> str:
        """The same for one token drawn alone."""
        left, right = self.extent(frozenset([id(token)]))
        return self._at((left + right) / 2, token.text)

    def body(self, lit: Ids = frozenset(), hidden: Ids = frozenset()) -> str:
        """The line's text. ``lit``: in the active colour; ``hidden``: there, but not drawn."""
        shown, current = [], ""
        main: Face | None = None
        before = ""
        for part in self._parts():
            if part.token is None:
                shown.append(self._blank(main, before))
                continue
            before = part.text[-1:]
            paint = self._paint(part.token, lit, hidden)
            if paint != current:
                shown.append(f"{{{paint}}}")
                current = paint
            for run in self._runs(part):
                if run.face != main:
                    shown.append(tags.font(run.face, self.style))
                    main = run.face
                shown.append(tags.escape(run.text))
        return "".join(shown)

    def word(self, token: Token) -> str:
        """The text of one token alone."""
        parts = [part for part in self._parts() if part.token is token]
        return "".join(
            tags.font(run.face, self.style) + tags.escape(run.text)
            for part in parts
            for run in self._runs(part)
        )

    def extent(self, tokens: Ids) -> tuple[float, float]:
        """From where to where these tokens reach, in pixels."""
        at, edges = self.centre - self.width / 2, []
        for part in self._parts():
            wide = self._width(part)
            if part.token is not None and id(part.token) in tokens:
                edges += [at, at + wide]
            at += wide
        return min(edges), max(edges)

    def text(self) -> str:
        """The tokens in the order in which they are read."""
        return "".join((" " if t.space and i else "") + t.text for i, t in enumerate(self.line))

    def _paint(self, token: Token, lit: Ids, hidden: Ids) -> str:
        """Neighbours differ by a level of blue, so that libass always draws every token as a run
        of its own: runs are set on eighths of a pixel, and letters would tremble with them."""
        paint = tags.opaque(self.style.active if id(token) in lit else self.style.text)
        place = next(at for at, one in enumerate(self.line) if one is token)
        veil = "\\alpha&HFF&" if id(token) in hidden else "\\alpha" if hidden else ""
        return f"{veil}\\1c{tags.nudged(paint) if place % 2 else paint}"

    def _parts(self) -> Iterator[Part]:
        """What is drawn, from left to right."""
        if self.rtl or mixed(self.line):
            yield from visual(self.line, rtl=self.rtl)
            return
        for index, token in enumerate(self.line):
            if token.space and index:
                yield Part(" ", None, False)
            yield Part(token.text, token, False)

    def _runs(self, part: Part) -> Iterator[Run]:
        """The part's runs from left to right. One that runs left says so in every run: the
        renderer forgets it at each change of face."""
        runs = split_runs(part.text, self.language, font=self.style.font)
        if not part.rtl:
            yield from runs
            return
        for run in reversed(runs):
            yield Run(directed(run.text), run.face)

    def _width(self, part: Part) -> float:
        if part.token is None:
            return BLANK * self.style.em
        return sum(
            text_length(run.text, run.face, self.style.em)
            for run in split_runs(part.text, self.language, font=self.style.font)
        )

    def _blank(self, face: Face | None, before: str) -> str:
        """A blank of a known width in every font: a space, then spacing to make up the rest."""
        if face is None:
            return " "
        rest = self.style.em * BLANK - space_length(before, face, self.style.em)
        return f"{{\\fsp{rest:.2f}}} {{\\fsp0}}"

    def _at(self, x: float, text: str) -> str:
        runs = split_runs(text, self.language, font=self.style.font)
        descent = max(run.face.descent for run in runs) * self.style.em
        return f"\\an2\\pos({x:.1f},{self.baseline + descent:.1f})"
