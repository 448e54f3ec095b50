"""What is true of the demo recording: its transcript, facts, shots, moments and events."""

import json
from pathlib import Path
from typing import Any

from bench.demo.screenplay import PRODUCTS, REACTIONS
from bench.demo.timeline import Spoken, Timeline
from pipelines.media.time import Time
from pipelines.speech.cues import Cue, write_vtt
from pipelines.speech.spread import spread_words

SHARPNESS = 3
"""Digits after the point; times are known to the sample, milliseconds are enough."""


def write_transcript(timeline: Timeline, out: Path) -> Path:
    """One WebVTT cue a sentence, with the times of the synthesised sound."""
    cues = [
        Cue(Time.seconds(said.start), Time.seconds(said.end), said.line.text)
        for said in timeline.spoken
    ]
    out.write_text(write_vtt(cues), encoding="utf-8")
    return out


def write_events(timeline: Timeline, out: Path) -> Path:
    """The audience: one JSON object a line, in time order."""
    events: list[dict[str, Any]] = [
        {"t": round(timeline.spoken[index].end + delay, 1), **event}
        for index, delay, event in REACTIONS
    ]
    events += [
        {"t": float(t), "type": "viewers", "value": _viewers(t, timeline)}
        for t in range(0, int(timeline.duration), 10)
    ]
    kept = sorted((e for e in events if e["t"] < timeline.duration), key=lambda event: event["t"])
    out.write_text(_lines(kept), encoding="utf-8")
    return out


def write_products(out: Path) -> Path:
    out.write_text(json.dumps(PRODUCTS, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return out


def describe(timeline: Timeline, seed: int) -> dict[str, Any]:
    """The truth of the recording, times in seconds."""
    return {
        "seed": seed,
        "duration": _round(timeline.duration),
        "sentences": [_sentence(said) for said in timeline.spoken],
        "facts": [
            {**fact, "start": _round(said.start), "end": _round(said.end), "words": said.line.text}
            for said in timeline.spoken
            for fact in said.line.facts
        ],
        "shots": [
            {"scene": shot.scene, "start": _round(shot.start), "end": _round(shot.end)}
            for shot in timeline.shots
        ],
        "moments": _moments(timeline),
        "impact": _round(timeline.impact),
        "dead_air": [[_round(a), _round(b)] for a, b in timeline.dead_air()],
    }


def _sentence(said: Spoken) -> dict[str, Any]:
    words = spread_words(said.line.text, Time.seconds(said.start), Time.seconds(said.end))
    return {
        "text": said.line.text,
        "language": said.line.language,
        "start": _round(said.start),
        "end": _round(said.end),
        "scene": said.line.scene,
        # Sentence times are exact; times of words inside are spread by length.
        "words": [[word.text, _round(word.start.s), _round(word.end.s)] for word in words],
    }


def _moments(timeline: Timeline) -> list[dict[str, Any]]:
    """Runs of sentences with the same kind of moment."""
    moments: list[dict[str, Any]] = []
    for said in timeline.spoken:
        if not said.line.moment:
            continue
        if moments and moments[-1]["kind"] == said.line.moment:
            moments[-1]["end"] = _round(said.end)
        else:
            span = {"start": _round(said.start), "end": _round(said.end)}
            moments.append({"kind": said.line.moment, **span})
    return moments


def _viewers(t: int, timeline: Timeline) -> int:
    """People come, and more of them when the bottle has fallen."""
    return 38 + t + (45 if t > timeline.impact else 0)


def _round(value: float) -> float:
    return round(value, SHARPNESS)


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
