"""Writes down all that is known of a recording."""

import json
from pathlib import Path

from bench.world.spec import Box, Moment, Subject, Timeline, Truth
from pipelines.media.time import Time
from pipelines.speech.cues import Cue, write_vtt


def subject_of(moment: Moment, boxes: dict[str, Box]) -> Subject | None:
    """What the frame is about and where; None where it is about nothing."""
    if moment.subject is None:
        return None
    box = boxes.get(moment.subject)
    rounded = None if box is None else (
        round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1),
    )  # fmt: skip
    return Subject(t=round(moment.t, 3), name=moment.subject, box=rounded)


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
