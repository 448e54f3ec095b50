"""Who speaks for the training of the demo speech model, and who only for measuring it."""

from typing import Literal

import numpy as np

from bench.world.spec import Voice

Language = Literal["en", "zh"]

_ACCENTS = (
    "en-us", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-gbcwmd", "en-gb-x-gbclan",
)  # fmt: skip
_VARIANTS = (
    "", "f1", "f3", "f5", "m1", "m2", "m4", "m6", "m7", "m8", "klatt", "klatt2", "klatt4", "linda",
    "steph", "Annie", "Andy", "Gene", "Alicia", "Michael", "Mario", "Lee", "adam", "belinda",
    "edward", "anika", "aunty", "grandma", "victor", "john", "shelby", "zac",
)  # fmt: skip
_FLITE = ("rms", "awb", "rms", "awb", "kal16", "kal")
"""The two that are made of many recordings sound most like other voices: twice as often."""
_FLITE_SHARE = 0.55

HELD_OUT: dict[Language, tuple[Voice, ...]] = {
    "en": (
        Voice(engine="flite", name="slt", pitch=1.1, speed=1.05),
        Voice(engine="flite", name="slt", pitch=0.9),
        Voice(engine="espeak", name="en-us+f4"),
        Voice(engine="espeak", name="en-gb-x-rp+m5", speed=0.95),
    ),
    "zh": (
        Voice(engine="espeak", name="cmn+f4"),
        Voice(engine="espeak", name="cmn+m5", speed=0.95),
    ),
}
"""Measured with, besides `bench.world.voices.LIVE`; not trained on."""


def cast(language: Language, random: np.random.Generator) -> Voice:
    """A voice to train on: neither its speaker nor its variant is one of the live or held-out
    ones."""
    speed = round(float(random.uniform(0.85, 1.2)), 2)
    if language == "en" and random.random() < _FLITE_SHARE:
        name = _FLITE[int(random.integers(len(_FLITE)))]
        pitch = round(float(random.uniform(0.9, 1.9 if name == "rms" else 1.6)), 2)
        return Voice(engine="flite", name=name, speed=speed, pitch=pitch)
    accent = "cmn" if language == "zh" else _ACCENTS[int(random.integers(len(_ACCENTS)))]
    variant = _VARIANTS[int(random.integers(len(_VARIANTS)))]
    name = f"{accent}+{variant}" if variant else accent
    pitch = round(float(random.uniform(0.7, 1.4)), 2)
    return Voice(engine="espeak", name=name, speed=speed, pitch=pitch)
