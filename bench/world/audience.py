"""The people who watch: what they write, like and order, some seconds after what moved them."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.world.reactions import (
    ANSWERS,
    CHINESE,
    FALL,
    INQUIRIES,
    NOISE,
    PAPERS,
    REPLIES,
)
from bench.world.screenplay.slots import COUNTRIES
from bench.world.spec import EditorCut, Timeline

Row = dict[str, Any]

LAG = (5.0, 15.0)
"""The stream arrives late, and people type."""
ASKED_BEFORE = (8.0, 20.0)
"""Seconds between a question in the chat and the hostess reading it."""
EVERY = 10
"""Seconds between two counts of the viewers."""
NOISE_EVERY = 28.0
CARD_AFTER = 0.6
_QUESTION = re.compile(r"(?P<who>\w+)(?: from (?P<land>\w+))? (?:asks|wants to know), (?P<what>.+)")
_PULL = {"product_demo": 3, "offer": 3, "price_terms": 2, "quality": 2, "question": 1,
         "customisation": 2, "factory": 1, "moment": 1}  # fmt: skip
"""How strongly people react to a cut of each category."""


class Audience:
    """What the viewers of one film do; the same timeline and seed give the same rows."""

    def __init__(self, timeline: Timeline, seed: int) -> None:
        self._timeline = timeline
        self._random = np.random.default_rng([seed, 9])
        self._left: dict[str, list[str]] = {}

    def rows(self) -> list[Row]:
        """Everything they do, by time."""
        made = [
            *self._cards(),
            *self._questions(),
            *self._checks(),
            *self._moved(),
            *self._noise(),
        ]
        rows = [*made, *self._viewers(made)]
        kept = [row for row in rows if 0 <= row["t"] < self._timeline.duration]
        return sorted(kept, key=lambda row: (row["t"], row["type"]))

    def _cards(self) -> Iterator[Row]:
        """The shop shows a product's card when the hostess takes it up."""
        shown: str | None = None
        for action in self._timeline.actions:
            if action.kind == "hold" and action.product != shown:
                shown = action.product
                yield _row(action.start + CARD_AFTER, "product_card", product=shown)

    def _questions(self) -> Iterator[Row]:
        for spoken in self._timeline.spoken:
            if match := _QUESTION.match(spoken.text):
                asked = spoken.start - self._random.uniform(*ASKED_BEFORE)
                signed = ", ".join(part for part in (match["who"], match["land"]) if part)
                yield _row(max(0.5, asked), "comment", text=f"{match['what']} {signed}")

    def _checks(self) -> Iterator[Row]:
        """ "Can you hear me?" is answered."""
        for spoken in self._timeline.spoken:
            if re.search(r"hear me|sound okay|picture clear|听到|声音", spoken.text):
                for _ in range(int(self._random.integers(1, 3))):
                    yield _row(self._after(spoken.end), "comment", text=self._next(ANSWERS, "en"))

    def _moved(self) -> Iterator[Row]:
        for cut in self._timeline.cuts:
            pull = _PULL[cut.category] + (2 if self._impact(cut) else 0)
            language = self._language(cut)
            for _ in range(1 + pull):
                yield self._comment(cut, language)
            yield _row(self._after(cut.end), "like", value=int(self._random.integers(4, 10) * pull))
            if cut.product and cut.category in ("price_terms", "offer", "product_demo"):
                yield from self._business(cut)

    def _comment(self, cut: EditorCut, language: str) -> Row:
        text = self._next(*self._pile(cut, language))
        return _row(self._after(self._moment(cut)), "comment", text=text)

    def _pile(self, cut: EditorCut, language: str) -> tuple[Sequence[str], str]:
        if language == "zh":
            return CHINESE, language
        if self._impact(cut):
            return FALL, "fall"
        if cut.category == "quality" and cut.product is None:
            return PAPERS, "papers"
        return REPLIES[cut.category], cut.category

    def _business(self, cut: EditorCut) -> Iterator[Row]:
        """An inquiry, and sometimes an order."""
        product = next(one for one in self._timeline.products if one.id == cut.product)
        quantity = product.moq * int(self._random.choice((1, 2, 4)))
        text = self._next(INQUIRIES, "inquiry").format(
            quantity=quantity,
            name=product.aliases[0],
            country=self._random.choice(COUNTRIES),
        )
        yield _row(self._after(cut.end), "inquiry", text=text, product=product.id)
        if self._random.random() < 0.6:
            yield _row(self._after(cut.end), "order", product=product.id, value=quantity)

    def _noise(self) -> Iterator[Row]:
        """What has nothing to do with what is shown."""
        t = self._random.uniform(4, NOISE_EVERY)
        while t < self._timeline.duration:
            text = self._next(NOISE, "noise").format(country=self._random.choice(COUNTRIES))
            yield _row(t, "comment", text=text)
            t += self._random.uniform(0.4, 1.6) * NOISE_EVERY

    def _viewers(self, made: Sequence[Row]) -> Iterator[Row]:
        """More come where others write and order; some go while nobody speaks."""
        pull = np.array([row["t"] for row in made if row["type"] != "product_card"])
        count = float(self._random.integers(25, 60))
        for t in range(0, int(self._timeline.duration), EVERY):
            yield _row(t, "viewers", value=round(count))
            arriving = int(((pull >= t) & (pull < t + EVERY)).sum())
            idle = sum(
                max(0.0, min(end, t + EVERY) - max(start, t))
                for start, end in self._timeline.dead_air
            )
            count *= 1 - 0.012 * idle
            count = max(10.0, count + 2.2 * arriving - self._random.uniform(0, 3))

    def _moment(self, cut: EditorCut) -> float:
        """The end of one of the cut's sentences, the impact where something falls in it."""
        if impact := self._impact(cut):
            return impact
        ends = [one.end for one in self._timeline.spoken if cut.start <= one.start < cut.end]
        return float(self._random.choice(ends))

    def _impact(self, cut: EditorCut) -> float:
        """When something hits the floor in the cut, 0 where nothing does."""
        falls = (one.end for one in self._timeline.actions if one.kind == "drop")
        return next((end for end in falls if cut.start < end < cut.end), 0.0)

    def _language(self, cut: EditorCut) -> str:
        said = [one.language for one in self._timeline.spoken if cut.start <= one.start < cut.end]
        return max(set(said), key=said.count)

    def _after(self, t: float) -> float:
        return t + float(self._random.uniform(*LAG))

    def _next(self, texts: Sequence[str], pile: str) -> str:
        """One after the other in a drawn order, so that nobody repeats another too soon."""
        left = self._left.setdefault(pile, [])
        if not left:
            left.extend(texts[at] for at in self._random.permutation(len(texts)))
        return left.pop()


def write_events(timeline: Timeline, seed: int, out: Path) -> Path:
    """``events.jsonl``: one JSON object a line, by time."""
    rows = Audience(timeline, seed).rows()
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out.write_text(text, encoding="utf-8")
    return out


def _row(t: float, kind: str, **more: Any) -> Row:
    return {"t": round(float(t), 1), "type": kind, **more}
