"""Puts sentences on paper: which template is next, what it costs in time, where one stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from bench.world.screenplay.corpus import TOPICS
from bench.world.screenplay.filling import Sentence, fill
from bench.world.screenplay.offer import Offer
from bench.world.screenplay.route import seconds_between
from bench.world.screenplay.script import Cut, Gesture, Line
from bench.world.screenplay.slots import STATION_NAMES, Language, Slot, slots
from bench.world.screenplay.template import Template
from bench.world.spec import ShotKind
from pipelines.highlights.spec import Category

WORD, CHARACTER = 0.31, 0.21
"""Seconds that a word takes, about: enough to plan how long a film will be."""
BREATH = (0.3, 0.6)
SLIP_EVERY = 40
"""Lines between two slips of the tongue, at least."""
INTRODUCED = tuple(STATION_NAMES)
"""Topics whose first sentence comes first: it says where one is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the lines that follow are filmed."""

    kind: ShotKind = "wide"
    offer: Offer | None = None
    shows: bool = False
    holds: bool = False
    language: Language = "en"
    to: str | None = None


class Writer:
    """Writes lines one after the other; never the same sentence twice while others are left."""

    def __init__(
        self, seed: int, offers: Sequence[Offer], station: str, language: Language
    ) -> None:
        self.random = np.random.default_rng(seed)
        self.language = language
        self.offers = tuple(offers)
        self.station = station
        self.lines: list[Line] = []
        self.cuts: list[Cut] = []
        self.seconds = 0.0
        self.scene = Scene()
        self._slip = -SLIP_EVERY
        self._used: Counter[str] = Counter()
        self._named: Counter[str] = Counter()

    def film(
        self,
        kind: ShotKind,
        offer: Offer | None = None,
        *,
        shows: bool = False,
        holds: bool = False,
    ) -> None:
        """Go on with another kind of shot. ``shows``: the product fills the picture."""
        self.scene = Scene(kind, offer, shows, holds, self.language)

    def can(self, topic: str) -> bool:
        """Whether something can be said about the topic here."""
        return bool(self._fitting(topic))

    def say(
        self,
        topic: str,
        count: int = 1,
        *,
        speaker: str = "hostess",
        gesture: Gesture | None = None,
        rest: float | None = None,
        row: bool = False,
    ) -> None:
        """``count`` sentences of the topic, the least used first; with ``row`` in the order of
        the table. Says nothing where the language has none."""
        templates = self._fitting(topic)
        if not row:
            templates = self._fresh(templates, named=topic in INTRODUCED)
        for template in templates[:count]:
            self._used[template.text] += 1
            self._slip = len(self.lines) if _slips(template) else self._slip
            sentence = fill(template, self._slots(template), self.scene.language)
            self._write(sentence, topic, speaker, gesture, rest)

    def switch(self, seconds: float) -> None:
        """The camera changes after the last line."""
        self.lines[-1] = replace(self.lines[-1], switch=seconds)
        self.seconds += seconds

    def walk(self, to: str, topics: Sequence[str]) -> None:
        """Go to another station, talking on the way."""
        if to == self.station:
            return
        offer = self.scene.offer
        self.scene = Scene("walk", offer, language=self.language, to=to)
        begun, way = self.seconds, seconds_between(self.station, to)
        self.say("walk" if self.can("walk") else "chatter")
        for topic in topics:
            if self.seconds - begun < way - 1.5:
                self.say(topic)
        self.seconds = max(self.seconds, begun + way)
        self.station = to
        self.film("host", offer)

    @contextmanager
    def cut(self, category: Category, why: str, product: str | None = None) -> Iterator[None]:
        """What is written inside is worth publishing."""
        first = len(self.lines)
        yield
        if len(self.lines) > first:
            self.cuts.append(Cut(category, why, first, len(self.lines) - 1, product))

    def _fitting(self, topic: str) -> list[Template]:
        model = self.scene.offer.product.model if self.scene.offer else None
        templates = TOPICS[self.scene.language].get(topic, ())
        return [one for one in templates if not one.only or model in one.only]

    def _fresh(self, templates: list[Template], *, named: bool) -> list[Template]:
        order = self.random.permutation(len(templates)).tolist()
        careful = len(self.lines) - self._slip < SLIP_EVERY

        def worn(at: int) -> tuple[int, bool]:
            template = templates[at]
            again = len(templates) if careful and _slips(template) else 0
            return self._used[template.text] + again, named and at > 0

        return [templates[at] for at in sorted(order, key=worn)]

    def _slots(self, template: Template) -> dict[str, Slot]:
        """Names and countries that were called least; the station that one walks to."""
        offer = self.scene.offer or self.offers[0]
        drawn = [slots(offer, self.scene.language, self.random, self.scene.to) for _ in range(6)]
        found = min(drawn, key=lambda one: self._named[one["name"].words])
        away = min(drawn, key=lambda one: self._named[one["country"].words])
        found["country"] = away["country"]
        for name in ("name", "country"):
            if f"{{{name}}}" in template.text:
                self._named[found[name].words] += 1
        return found

    def _write(
        self,
        sentence: Sentence,
        topic: str,
        speaker: str,
        gesture: Gesture | None,
        rest: float | None,
    ) -> None:
        scene = self.scene
        product = scene.offer.product.id if scene.offer else None
        silence = round(float(self.random.uniform(*BREATH)), 2) if rest is None else rest
        self.lines.append(
            Line(
                phrase=sentence.phrase,
                topic=topic,
                speaker=speaker,
                station=self.station,
                kind=scene.kind,
                rest=silence,
                facts=sentence.facts,
                product=product if scene.shows else None,
                about=product,
                holds=product if scene.holds else None,
                to=scene.to,
                gesture=gesture,
            )
        )
        each = WORD if sentence.phrase.language == "en" else CHARACTER
        self.seconds += each * len(sentence.phrase.words) + silence


def _slips(template: Template) -> bool:
    """Whether something wrong is said in it and corrected."""
    return "{wrong" in template.text
