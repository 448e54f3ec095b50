"""Endless sentences, as films say them."""

from collections.abc import Iterator

import numpy as np

from bench.world.screenplay import chinese, english, offer
from bench.world.screenplay.catalogue import PRODUCTS
from bench.world.screenplay.filling import Sentence, fill
from bench.world.screenplay.slots import Language, slots
from bench.world.screenplay.template import Template
from bench.world.spec import Phrase

TOPICS: dict[Language, dict[str, tuple[Template, ...]]] = {
    "en": english.TOPICS,
    "zh": chinese.TOPICS,
}
CHINESE_SHARE = 0.3


def corpus(random: np.random.Generator) -> Iterator[Phrase]:
    """Phrases without end: about seven of ten in English, every template equally likely, its slots
    filled with the figures of a product drawn anew."""
    return (sentence.phrase for sentence in sentences(random))


def sentences(random: np.random.Generator) -> Iterator[Sentence]:
    """As `corpus`, with what each sentence states."""
    while True:
        language: Language = "zh" if random.random() < CHINESE_SHARE else "en"
        templates = _templates(language)
        template = templates[int(random.integers(len(templates)))]
        fitting = [one for one in PRODUCTS if not template.only or one.model in template.only]
        product = fitting[int(random.integers(len(fitting)))]
        drawn = offer.draw(product, random)
        yield fill(template, slots(drawn, language, random), language)


def _templates(language: Language) -> list[Template]:
    return [template for topic in TOPICS[language].values() for template in topic]
