"""Which candidates become highlights: disjoint, strong, and not all about the same.

First weighted interval scheduling (Kleinberg and Tardos, Algorithm Design, 6.1, with a bound on
the number of picks) finds the set of disjoint candidates with the highest sum; every product that
is shown has its clip in it; then maximal marginal relevance (Carbonell and Goldstein 1998) takes
from it, trading score against likeness.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.highlights.candidates import SHOT_DISTANCE, Candidate
from pipelines.highlights.score import Scored
from pipelines.media.time import Time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST, MOST = 3, 24
SECONDS_EACH = 24.0
"""A recording of nothing but material would give a clip in so many seconds."""
MOST_MUTE, SECONDS_EACH_MUTE = 9, 32.0
"""Where nobody speaks, pictures and reactions tell less of what a clip is worth."""
FLOOR = 0.35
"""Of the best score: what a clip must reach to be worth a person's time."""
FILL = 0.2
"""Of the best score: what fills up to the fewest must reach; less would only waste a look."""
_COST = 0.35
"""Of the best score: what one more clip must be worth, so that a good one is not cut in two."""
_MANY = 0.5
"""Of the best score: what one more is worth where few are found."""
_SAME_MOMENT = 0.6
"""Common time, of the shorter one's, from which one is only a variant of the other."""
_TOUCHING = 0.1
_POOL = 3
_POOL_MOST = 60


def how_many(duration: Time, asked: int | None, *, speech: bool = True) -> int:
    """The number asked for, else the most that a recording of that length deserves (3 to 24;
    3 to 9 where nobody speaks); how many there are then depends on what each adds (see `select`).
    """
    if asked:
        return asked
    if not speech:
        return min(MOST_MUTE, max(FEWEST, round(duration.s / SECONDS_EACH_MUTE)))
    return min(MOST, max(FEWEST, round(duration.s / SECONDS_EACH)))


def select(scored: Sequence[Scored], count: int, *, asked: bool = False) -> list[Scored]:
    """At most ``count`` disjoint ones, the best first; weak ones only where few were found.

    No product gets a second one before every product has its best, where that reaches the floor.
    The order of ``scored`` does not matter.
    """
    if not scored:
        return []
    scored = sorted(scored, key=_place)
    best = max(one.score for one in scored)
    pool = _schedule(scored, min(_POOL * count, _POOL_MOST), max(0.0, best * _COST))
    if len(pool) < min(count, FEWEST) or (asked and len(pool) < count):
        wider = _more(scored, pool, best, count)
        # Nothing whole is cut up for a piece that would be dropped again.
        if asked or not pool or min(one.score for one in wider) >= best * FILL:
            pool = max(pool, wider, key=len)
    pool = _with_every_product(pool, scored, max(0.0, best * FLOOR))
    chosen = _diverse(pool, count, max(0.0, best * FLOOR))
    kept = [one for place, one in enumerate(chosen) if asked or one.score >= _least(best, place)]
    return sorted(kept, key=lambda one: (-one.score, one.candidate.start))


def _place(one: Scored) -> tuple[int, int, float, str, str]:
    span = one.candidate
    return (span.start.us, span.end.us, -one.score, one.category, one.product or "")


def _with_every_product(
    pool: Sequence[Scored], scored: Sequence[Scored], floor: float
) -> list[Scored]:
    """The pool with a clip of each product that has one above the floor; it takes the place of
    clips without a product, or of products that have another."""
    best: dict[str, float] = {}
    for one in scored:
        if one.product is not None and one.score >= floor:
            best[one.product] = max(one.score, best.get(one.product, 0.0))
    pool = list(pool)
    for product in sorted(best, key=lambda name: (-best[name], name)):
        if any(one.product == product for one in pool):
            continue
        own = [one for one in scored if one.product == product and one.score >= floor]
        costs = [(_lost(one, pool), one) for one in own]
        possible = [(lost - one.score, at) for at, (lost, one) in enumerate(costs)
                    if lost is not None]  # fmt: skip
        if possible:
            new = own[min(possible)[1]]
            pool = [*(one for one in pool if not _meet(one, new)), new]
    return pool


def _lost(new: Scored, pool: Sequence[Scored]) -> float | None:
    """The sum of the scores that make room for it; None where a product would lose its only one."""
    met = [one for one in pool if _meet(one, new)]
    left = [one.product for one in pool if not _meet(one, new)]
    if any(one.product is not None and one.product not in left for one in met):
        return None
    return sum(max(0.0, one.score) for one in met)


def _more(
    scored: Sequence[Scored], pool: Sequence[Scored], best: float, count: int
) -> list[Scored]:
    """As many as can be had; where that would lose what is strong, more beside the pool."""
    lowest = min(0.0, *(one.score for one in scored))
    wider = _schedule(scored, count, lowest - max(0.0, best * _MANY))
    if best <= 0 or max(one.score for one in wider) >= best * FLOOR:
        return wider
    free = [one for one in scored if not any(_meet(one, taken) for taken in pool)]
    worst = min((one.score for one in free), default=0.0)
    return [*pool, *_schedule(free, max(0, count - len(pool)), min(0.0, worst))]


def _meet(one: Scored, other: Scored) -> bool:
    a, b = one.candidate, other.candidate
    return a.start < b.end and b.start < a.end


def _least(best: float, place: int) -> float:
    """What the one at this place of the choice must reach."""
    if place == 0 or best <= 0:
        return float("-inf")
    return best * (FILL if place < FEWEST else FLOOR)


def _schedule(scored: Sequence[Scored], count: int, cost: float) -> list[Scored]:
    """The disjoint candidates with the highest sum of (score - cost), at most ``count``."""
    import numpy as np

    items = sorted(
        (one for one in scored if one.score > cost or cost <= 0),
        key=lambda one: (one.candidate.end.us, one.candidate.start.us),
    )
    ends = [one.candidate.end.us for one in items]
    before = [bisect_right(ends, one.candidate.start.us, 0, at) for at, one in enumerate(items)]
    # A tiny reward for each pick lets worthless ones be taken when nothing else is there.
    gains = np.array([one.score - cost + 1e-6 for one in items])
    reach = np.array(before, dtype=np.intp)
    # best[k][n]: the highest sum with at most k of the first n items.
    best = [np.zeros(len(items) + 1)]
    for _ in range(min(count, len(items))):
        best.append(np.maximum.accumulate(np.concatenate(([0.0], gains + best[-1][reach]))))
    return _walk_back(items, before, best)


def _walk_back(
    items: Sequence[Scored], before: Sequence[int], best: Sequence["NDArray[np.float64]"]
) -> list[Scored]:
    picked: list[Scored] = []
    left, at = len(best) - 1, len(items)
    while left > 0 and at > 0:
        if best[left][at] == best[left][at - 1]:
            at -= 1
            continue
        picked.append(items[at - 1])
        left, at = left - 1, before[at - 1]
    return picked[::-1]


def _diverse(pool: Sequence[Scored], count: int, floor: float) -> list[Scored]:
    """Take the one with most score and least likeness to those taken, again and again; of a
    product that has one, only when no other product waits with one above the floor."""
    claims = [_claims(one) for one in pool]
    fresh = [1.0] * len(pool)
    left, taken = list(range(len(pool))), list[int]()
    while left and len(taken) < count:
        had = {pool[at].product for at in taken}
        waiting = any(
            pool[at].product not in had | {None} and pool[at].score >= floor for at in left
        )
        free = [at for at in left if pool[at].product is None or pool[at].product not in had]
        best = max(
            free if waiting else left,
            key=lambda at: (pool[at].score * fresh[at], -pool[at].candidate.start.us),
        )
        taken.append(best)
        left.remove(best)
        for at in left:
            same = _alike(claims[at], claims[best])
            fresh[at] *= _freshness(pool[at], pool[best], same)
    return [pool[at] for at in taken]


def _freshness(one: Scored, taken: Scored, facts: float) -> float:
    """1 for something new, less beside a chosen one of the same category, product or facts."""
    same = 0.12 * (one.category == taken.category)
    same += 0.12 * (one.product is not None and one.product == taken.product)
    same += 0.3 * facts
    return 1 - same


def explain(
    scored: Sequence[Scored],
    chosen: Sequence[Scored],
    limit: int = 20,
    *,
    shots: Sequence[Time] = (),
) -> tuple[tuple[Scored, str], ...]:
    """The best candidates that were not chosen, the best first, each with why in one sentence.

    They are other moments than the chosen ones and than each other: of variants of one moment only
    the strongest is named. ``chosen``: what `select` returned, its order gives the clips' numbers;
    ``shots``: shot changes, so that a beginning or end beside one is told.
    """
    best = max((one.score for one in chosen), default=0.0)
    ranked = sorted(scored, key=lambda one: (-one.score, one.candidate.start, one.candidate.end))
    named: list[Scored] = []
    for one in ranked:
        if len(named) >= limit:
            break
        known = any(_shared(one, other) > _SAME_MOMENT for other in chosen)
        if not known and not any(_shared(one, other) > _TOUCHING for other in named):
            named.append(one)
    return tuple((one, _why(one, chosen, best, shots)) for one in named)


def _shared(one: Scored, other: Scored) -> float:
    """The common time as a share of the shorter one's."""
    a, b = one.candidate, other.candidate
    both = (min(a.end, b.end) - max(a.start, b.start)).us
    return max(0, both) / max(1, min(a.duration.us, b.duration.us))


def _why(one: Scored, chosen: Sequence[Scored], best: float, shots: Sequence[Time]) -> str:
    near = _beside_shot(one.candidate, shots)
    if one.score < _least(best, FEWEST):
        floor = f"the floor is {best * FLOOR:.0f} ({FLOOR * 100:.0f} % of the best)"
        return f"Scored {one.score:.0f}, {floor}{near}."
    met = [at for at, other in enumerate(chosen) if _meet(one, other)]
    if met:
        return f"{_overlap(one, chosen, met)}{near}."
    same = [
        at
        for at, other in enumerate(chosen)
        if (other.product, other.category) == (one.product, one.category)
        and other.score >= one.score
    ]
    if same:
        of = "product and category" if one.product else "category"
        other = chosen[same[0]]
        told = f"Clip {same[0] + 1} of the same {of} scored {other.score:.0f} to its"
        return f"{told} {one.score:.0f}{near}."
    weakest = min((other.score for other in chosen), default=best)
    return (
        f"Scored {one.score:.0f}; {len(chosen)} clips were enough, and the weakest of them scored"
        f" {weakest:.0f}{near}."
    )


def _overlap(one: Scored, chosen: Sequence[Scored], met: Sequence[int]) -> str:
    if len(met) > 1:
        numbers = f"{', '.join(str(at + 1) for at in met[:-1])} and {met[-1] + 1}"
        total = sum(chosen[at].score for at in met)
        return f"Overlaps clips {numbers}, which together scored {total:.0f} to its {one.score:.0f}"
    at = met[0]
    a, b = one.candidate, chosen[at].candidate
    both = (min(a.end, b.end) - max(a.start, b.start)).s
    told = f"{both:.0f} s" if both >= 1 else f"{both:.1f} s"
    scores = f"which scored {chosen[at].score:.0f} to its {one.score:.0f}"
    return f"Overlaps clip {at + 1} by {told}, {scores}"


def _beside_shot(candidate: Candidate, shots: Sequence[Time]) -> str:
    """ "; begins 0.1 s after a shot change", or nothing."""
    for verb, moment in (("begins", candidate.start), ("ends", candidate.end)):
        at = bisect_right(shots, moment)
        for shot in shots[max(0, at - 1) : at + 1]:
            off = (moment - shot).us
            if 0 < abs(off) < SHOT_DISTANCE.us:
                side = "after" if off > 0 else "before"
                return f"; {verb} {abs(off) / 1e6:.1f} s {side} a shot change"
    return ""


def _claims(one: Scored) -> set[str]:
    return {f"{fact.kind}:{sorted(fact.value.items(), key=str)}" for fact in one.facts}


def _alike(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0
