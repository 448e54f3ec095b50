"""What the audience did, as robust z-scores moved back to the moment that caused it.

Viewers see the stream late and need time to type: their reaction stands several seconds after its
cause. The lag is the shift at which reactions agree best with what was said and shown, or eight
seconds where there is too little to tell. Scores are robust (median and median absolute
deviation), because one viral moment must not flatten all others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from pipelines.highlights.spec import Event

USUAL_LAG = 8
LONGEST_LAG = 20
_ENOUGH = 8
_CLEAR = 0.25
_WEIGHTS = {"comment": 1.0, "question": 1.5, "inquiry": 5.0, "order": 5.0, "like": 0.2, "gift": 1.0}

_ACTS = {"comment": 1.0, "question": 1.5, "inquiry": 2.5, "order": 2.5, "like": 1.5, "gift": 1.5}


@dataclass(frozen=True, slots=True)
class Audience:
    """``scores``: one robust z-score a second, already moved back by ``lag`` seconds. ``sums``: how
    many acts lie before each second's beginning, moved back too; one more than seconds."""

    scores: tuple[float, ...] = ()
    sums: tuple[float, ...] = ()
    lag: int = USUAL_LAG
    measured: bool = False


def read_audience(events: Sequence[Event], seconds: int, causes: Sequence[float]) -> Audience:
    """Score every second; ``causes``: how much each second gave to react to (any scale)."""
    rate = _rate(events, seconds)
    if not any(rate):
        return Audience()
    lag, measured = estimate_lag(rate, causes)
    smooth = _smooth(_back(rate, lag), 5)
    sums = tuple(round(one, 3) for one in accumulate(_back(_acts(events, seconds), lag), initial=0))
    return Audience(tuple(_robust(smooth)), sums, lag, measured)


def _back(values: Sequence[float], lag: int) -> list[float]:
    return [*values[lag:], *([0.0] * min(lag, len(values)))]


def _acts(events: Sequence[Event], seconds: int) -> list[float]:
    """How many people acted in each second; a bundle of likes is one act."""
    acts = [0.0] * seconds
    for event in events:
        second = int(event.t.s)
        if 0 <= second < seconds:
            acts[second] += _ACTS.get(event.type, 0.0)
    return acts


def estimate_lag(rate: Sequence[float], causes: Sequence[float]) -> tuple[int, bool]:
    """The lag in seconds, and whether it was measured (otherwise it is the usual one)."""
    if sum(1 for value in rate if value) < _ENOUGH or sum(1 for value in causes if value) < 3:
        return USUAL_LAG, False
    reactions, reasons = _smooth(rate, 3), _smooth(causes, 3)
    best = max(
        range(LONGEST_LAG + 1),
        key=lambda lag: (_correlation(reactions[lag:], reasons), -lag),
    )
    clear = _correlation(reactions[best:], reasons) >= _CLEAR
    return (best, True) if clear else (USUAL_LAG, False)


def _rate(events: Sequence[Event], seconds: int) -> list[float]:
    rate = [0.0] * seconds
    viewers: float | None = None
    for event in events:
        second = int(event.t.s)
        if not 0 <= second < seconds:
            continue
        rate[second] += _WEIGHTS.get(event.type, 0.0) * _times(event)
        if event.type == "viewers" and event.value is not None:
            # Only viewers who come count; people leave for reasons of their own.
            rate[second] += max(0.0, event.value - (viewers or event.value)) * 0.1
            viewers = event.value
    return rate


def _times(event: Event) -> float:
    """Likes come in bundles; an order of 500 pieces is still one order."""
    return max(1.0, event.value) if event.type == "like" and event.value else 1.0


def _smooth(values: Sequence[float], width: int) -> list[float]:
    half = width // 2
    return [sum(values[max(0, at - half) : at + half + 1]) / width for at in range(len(values))]


def _robust(values: Sequence[float]) -> list[float]:
    middle = median(values)
    spread = 1.4826 * median(abs(value - middle) for value in values)
    if spread == 0:
        # More than half the seconds are alike; the mean deviation still tells the rest apart.
        spread = 1.2533 * sum(abs(value - middle) for value in values) / len(values)
    if spread == 0:
        return [0.0] * len(values)
    return [round(max(-10.0, min(10.0, (value - middle) / spread)), 3) for value in values]


def _correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's coefficient over the common length; zero when one of them is flat."""
    count = min(len(left), len(right))
    if count < 3:
        return 0.0
    a, b = left[:count], right[:count]
    mean_a, mean_b = sum(a) / count, sum(b) / count
    together = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = (sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)) ** 0.5
    return together / spread if spread else 0.0
