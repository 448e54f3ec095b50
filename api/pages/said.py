"""What was said in a recording, as the templates want it: facts, and where they contradict."""

from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from api.context import context
from api.pages import wording
from pipelines.media.time import Time
from storage.catalog import contradictions, facts, jobs, stages
from storage.catalog.contradictions import Found, Said
from storage.catalog.models import Fact, Recording

SHOWN = 200
"""Facts on one page; all of them can be asked of `/facts`."""
PROXY = "work/proxy.mp4"


def about(s: Session, recording: Recording) -> dict[str, Any]:
    """``whole``: the address of the recording's small copy; ``facts``; ``conflicts``."""
    found = facts.list(s, recording.shop_id, recording_id=recording.id, limit=SHOWN)
    pairs = sorted(
        contradictions.list(s, recording.shop_id, recording_id=recording.id, limit=SHOWN),
        key=lambda pair: (pair.first.fact.start_us, pair.contradiction.id),
    )
    doubted = {side.fact.id for pair in pairs for side in _sides(pair)}
    return {
        "whole": _whole(s, recording),
        "facts": [_fact(fact, fact.id in doubted) for fact in found],
        "more": len(found) == SHOWN,
        "conflicts": [_conflict(pair, recording) for pair in pairs],
    }


def moment(fact: Fact, here: bool) -> str:
    """A link to when it was said; on the page of its recording it only moves the player."""
    seconds = f"#t={fact.start_us / 1e6:.1f}"
    page = f"{context().prefix}/studio/recordings/{quote(fact.recording_id)}"
    return seconds if here else page + seconds


def _whole(s: Session, recording: Recording) -> str:
    for job in jobs.list(s, recording.shop_id, recording.id):
        if PROXY in stages.outputs(s, job.id):
            return f"{context().prefix}/studio/jobs/{job.id}/files/{PROXY}"
    return ""


def _fact(fact: Fact, doubted: bool) -> dict[str, Any]:
    return {
        "at": wording.clock(Time(fact.start_us)),
        "link": moment(fact, here=True),
        "kind": wording.FACTS.get(fact.kind, fact.kind),
        "text": fact.text,
        "words": fact.words,
        "product": fact.product or "",
        "doubted": doubted,
        "unsure": fact.confidence < 0.6,
    }


def _conflict(found: Found, recording: Recording) -> dict[str, Any]:
    row = found.contradiction
    return {
        "kind": wording.FACTS.get(row.kind, row.kind),
        "product": row.product or "",
        "text": row.text,
        "sides": [_side(side, recording) for side in _sides(found)],
    }


def _sides(found: Found) -> list[Said]:
    return [side for side in (found.first, found.second) if side is not None]


def _side(said: Said, recording: Recording) -> dict[str, str]:
    here = said.fact.recording_id == recording.id
    return {
        "text": said.fact.text,
        "words": said.fact.words,
        "at": wording.clock(Time(said.fact.start_us)),
        "where": "" if here else said.recording,
        "link": moment(said.fact, here),
    }
