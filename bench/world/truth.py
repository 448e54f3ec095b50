"""Writes down all that is known of a recording."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.world.spec import Box, Subject, Timeline, Truth
from pipelines.media.time import Time
from pipelines.speech.cues import Cue, write_vtt


def subjects_of(
    filmed: Sequence[tuple[float, str | None]], boxes: Sequence[dict[str, Box]]
) -> Iterator[Subject]:
    """What the frames are about and where that is. ``filmed``: time and subject of each frame;
    ``boxes``: what is in its picture. Frames about nothing are left out."""
    for (t, name), seen in zip(filmed, boxes, strict=True):
        if name is not None:
            yield Subject(t=round(t, 3), name=name, box=_tenths(seen.get(name)))


def _tenths(box: Box | None) -> Box | None:
    """Tenths of a pixel are enough."""
    if box is None:
        return None
    left, top, right, bottom = (round(side, 1) for side in box)
    return left, top, right, bottom


def write_truth(truth: Truth, out: Path) -> Path:
    """``recording.truth.json``, in one line: it names the subject of every frame."""
    out.write_text(truth.model_dump_json() + "\n", encoding="utf-8")
    return out


def write_transcript(timeline: Timeline, out: Path) -> Path:
    """WebVTT with one cue a sentence."""
    cues = [
        Cue(Time.seconds(spoken.start), Time.seconds(spoken.end), spoken.text, spoken.speaker)
        for spoken in timeline.spoken
    ]
    out.write_text(write_vtt(cues), encoding="utf-8")
    return out


def write_products(timeline: Timeline, out: Path) -> Path:
    """The seller's list: the film's products with the figures that are told."""
    rows = [
        product.model_dump(include={"id", "name", "aliases", "price_usd", "moq"})
        for product in timeline.products
    ]
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return out
