"""How records read to a person."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from assets import asset, shipped
from pipelines.media.time import Time
from storage.catalog.models import FINAL, Job, Recording, State

CATEGORIES = {
    "price_terms": "Price and terms",
    "product_demo": "Product shown",
    "factory": "Factory",
    "quality": "Quality and certificates",
    "customisation": "Customisation",
    "question": "Question answered",
    "offer": "Offer",
    "moment": "Moment",
}
FACTS = {
    "price": "Price",
    "moq": "MOQ",
    "lead_time": "Lead time",
    "capacity": "Capacity",
    "certificate": "Certificate",
    "sample": "Sample",
    "payment": "Payment",
    "customisation": "Customisation",
    "warranty": "Warranty",
    "packing": "Packing",
    "port": "Port",
    "material": "Material",
    "discount": "Discount",
    "dimension": "Size",
    "factory_size": "Factory size",
    "workers": "Workers",
    "years": "Years in business",
}
STATES = {
    State.WAITING: "waiting",
    State.QUEUED: "in the queue",
    State.RUNNING: "in work",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@cache
def presets() -> tuple[tuple[str, str], ...]:
    """The platforms by the names of their presets, those for every platform first."""
    files = {name: asset("presets", f"{name}.json") for name in shipped("presets")}
    found = [(name, json.loads(file.read_bytes())["title"]) for name, file in files.items()]
    return tuple(sorted(found, key=lambda each: (each[0] != "universal", each[1].lower())))


def size(count: int) -> str:
    """E.g. ``48.2 MB``."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit in ("B", "kB") else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def clock(time: Time) -> str:
    """``1:02:03`` or ``2:03``."""
    seconds = max(0, round(time.s))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def describe(recording: Recording) -> list[str]:
    """What is known of a recording, the most telling first."""
    found = ["Livestream" if recording.kind == "livestream" else "Factory footage"]
    probe: Mapping[str, Any] = recording.probe or {}
    if probe.get("duration"):
        found.append(clock(Time.seconds(float(probe["duration"]))))
    if video := probe.get("video"):
        found.append(f"{video['width']}×{video['height']}")
        found.append(f"{float(video['fps']):.0f} frames a second")
    return [*found, size(recording.size), f"{recording.created:%-d %B %Y}"]


def state(job: Job | None) -> tuple[str, str]:
    """The state of a recording's newest job, for a machine and for a person."""
    return (job.state.value, STATES[job.state]) if job else ("none", "not started")


def is_open(job: Job) -> bool:
    return job.state not in FINAL


def fact(found: Mapping[str, Any]) -> dict[str, str]:
    """A fact as a label: what kind, and the seller's own words."""
    kind, words = str(found.get("kind", "")), str(found.get("words", ""))
    return {"text": f"{FACTS.get(kind, kind)}: {words}", "words": words}
