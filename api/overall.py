"""How far a job is as a whole, from the progress of its stages."""

from collections.abc import Sequence

from storage.catalog.models import FINAL, Job, Stage, State

SHARES: dict[str, dict[str, float]] = {
    "livestream": {
        "ingest": 0.15,
        "observe": 0.08,
        "listen": 0.01,
        "transcribe": 0.34,
        "merge": 0.02,
        "translate": 0.06,
        "understand": 0.03,
        "plan": 0.02,
        "render": 0.27,
        "publish": 0.02,
    },
    "revision": {"revise": 0.05, "render": 0.9, "publish": 0.05},
    "tour": {"ingest": 0.10, "stitch": 0.70, "package": 0.18, "publish": 0.02},
}
"""What part of a job's time its steps usually take; it shapes the bar, nothing else."""


def progress(job: Job, stages: Sequence[Stage]) -> float:
    """0..1. A step that was skipped counts as done; it never reads 1 before the job is done."""
    if job.state is State.DONE:
        return 1.0
    shares = SHARES.get(job.pipeline, {})
    there = {stage.name for stage in stages}
    last = max((i for i, name in enumerate(shares) if name in there), default=-1)
    total = 0.0
    for place, (name, share) in enumerate(shares.items()):
        found = [stage for stage in stages if stage.name == name]
        if found:
            total += share * sum(_done(stage) for stage in found) / len(found)
        elif place < last:
            total += share
    return min(round(total, 4), 0.99)


def _done(stage: Stage) -> float:
    if stage.state is State.DONE:
        return 1.0
    return min(max(stage.progress, 0.0), 1.0)


def note(job: Job, stages: Sequence[Stage]) -> str:
    """What is being done right now, for a person."""
    if job.state in FINAL:
        return ""
    running = [stage for stage in stages if stage.state is State.RUNNING]
    if not running:
        return "waiting for a worker"
    names = ", ".join(dict.fromkeys(stage.name for stage in running))
    notes = next((stage.note for stage in running if stage.note), "")
    return f"{names}: {notes}" if notes else names
