"""Bundle adjustment: all turns and the lenses at once, so that the circle closes.

The robust loss tightens step by step: at first nearly least squares, so that the pairs that close
the circle pull it shut although they look like outliers; then ever stricter. Levenberg and
Marquardt's method with an analytic Jacobian; the lens model is inverted implicitly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats, Indices
from pipelines.panorama.camera import Lens, cross_matrix, turn_by
from pipelines.panorama.groups import Edge
from pipelines.progress import Progress, part, silent

LOSSES = (1e4, 50.0, 8.0, 2.0)
"""Huber widths in pixels of a picture 1000 pixels long."""
PIXELS = 1000.0
MOST_MATCHES, USUAL_MATCHES = 600, 160
"""Matches of one pair that count: where pairs are few (the lens is then told by these alone), and
where there are many."""
ENOUGH, MOST_ROWS = 12_000, 60_000
"""Matches of all pairs together: from where on the usual number of each will do, and at most, so
that time and memory stay in bounds."""
STEPS = 40
SMALL = 1e-7
"""Share of the cost that a step must promise to take away."""
FOCAL_DOUBT, KNOWN_DOUBT, K1_DOUBT, K2_DOUBT = 0.3, 0.08, 0.12, 0.06
PRIOR = 30.0
"""Square pixels that a lens one standard deviation from what is usual costs."""
LENS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """``lens_of``: which lens each picture has. Matches of all edges, one row each."""

    lens_of: Indices
    first: Indices
    second: Indices
    here: Floats
    there: Floats
    start: tuple[Lens, ...]
    doubt: Floats


@dataclass(frozen=True, slots=True)
class State:
    """``rotations``: N x 3 x 3, world -> camera."""

    rotations: Floats
    lenses: tuple[Lens, ...]


def adjust(
    rotations: Sequence[Floats],
    lenses: Sequence[Lens],
    lens_of: Sequence[int],
    edges: Sequence[Edge],
    *,
    known: Sequence[bool],
    losses: Sequence[float] = LOSSES,
    progress: Progress = silent,
) -> State:
    """Refine the turns and lenses; the turn of a picture without an edge stays. ``known``: per
    lens, whether its focal length is from EXIF."""
    turns: Floats = np.stack(list(rotations))
    members = sorted({end for edge in edges for end in edge.ends})
    problem = _problem(lenses, [lens_of[index] for index in members], edges, members, known)
    state = State(turns[members], tuple(lenses))
    for done, loss in enumerate(losses):
        told = part(progress, done / len(losses), (done + 1) / len(losses))
        state = _solve(problem, state, loss, told)
    turns[members] = state.rotations
    return State(turns, state.lenses)


def residuals(state: State, lens_of: Sequence[int], edge: Edge) -> Floats:
    """Distance in the second picture per match, in long sides."""
    first, second = edge.ends
    turn = state.rotations[second] @ state.rotations[first].T
    rays = state.lenses[lens_of[first]].rays(edge.pair.here) @ turn.T
    seen = state.lenses[lens_of[second]].project(rays)
    return np.asarray(np.linalg.norm(seen - edge.pair.there, axis=1))


def _problem(
    lenses: Sequence[Lens],
    lens_of: Sequence[int],
    edges: Sequence[Edge],
    members: Sequence[int],
    known: Sequence[bool],
) -> Problem:
    number = {index: place for place, index in enumerate(members)}
    draw = np.random.default_rng(1)
    rows: list[tuple[int, int, Floats, Floats]] = []
    count = max(1, len(edges))
    each = max(USUAL_MATCHES, min(MOST_MATCHES, ENOUGH // count))
    most = max(12, min(each, MOST_ROWS // count))
    for edge in edges:
        chosen = draw.permutation(len(edge.pair))[:most]
        ends = (edge.pair.here[chosen], edge.pair.there[chosen])
        half = len(chosen) // 2
        one, other = (number[end] for end in edge.ends)
        rows.append((one, other, ends[0][half:], ends[1][half:]))
        rows.append((other, one, ends[1][:half], ends[0][:half]))
    doubt = [(KNOWN_DOUBT if exif else FOCAL_DOUBT, K1_DOUBT, K2_DOUBT) for exif in known]
    return Problem(
        lens_of=np.asarray(lens_of, np.intp),
        first=np.concatenate([np.full(len(here), one) for one, _, here, _ in rows]),
        second=np.concatenate([np.full(len(here), other) for _, other, here, _ in rows]),
        here=np.concatenate([here for _, _, here, _ in rows]),
        there=np.concatenate([there for _, _, _, there in rows]),
        start=tuple(lenses),
        doubt=np.array(doubt),
    )


def _solve(problem: Problem, state: State, loss: float, progress: Progress) -> State:
    damping = 1e-3
    cost, normal, slope = _linearise(problem, state, loss)
    for done in range(STEPS):
        progress(done / STEPS, "fitting the pictures to each other")
        damped = normal + np.diag(damping * np.diag(normal) + 1e-9)
        step = np.asarray(np.linalg.solve(damped, -slope), np.float64)
        if -slope @ step < SMALL * cost:
            break
        trial = _moved(state, step)
        found = _linearise(problem, trial, loss)
        if found[0] < cost:
            state, (cost, normal, slope) = trial, found
            damping = max(damping / 5, 1e-9)
        else:
            damping *= 8
            if damping > 1e8:
                break
    return state


def _moved(state: State, step: Floats) -> State:
    count = len(state.rotations)
    turns = turn_by(step[: 3 * count].reshape(-1, 3))
    bends = step[3 * count :].reshape(-1, LENS)
    lenses = tuple(
        Lens(
            float(lens.focal * np.exp(np.clip(bend[0], -0.5, 0.5))),
            lens.k1 + float(bend[1]),
            lens.k2 + float(bend[2]),
        )
        for lens, bend in zip(state.lenses, bends, strict=True)
    )
    return State(turns @ state.rotations, lenses)


def _linearise(problem: Problem, state: State, loss: float) -> tuple[float, Floats, Floats]:
    """Cost, normal matrix and slope at a state."""
    off, jacobian = _rows(problem, state)
    size = np.linalg.norm(off, axis=1)
    weight = np.minimum(1.0, loss / np.maximum(size, 1e-9))
    cost = float(np.where(size < loss, size**2, 2 * loss * size - loss**2).sum())
    total = 3 * len(state.rotations) + LENS * len(state.lenses)
    normal, slope = np.zeros((total, total)), np.zeros(total)
    edge = problem.first * len(state.rotations) + problem.second
    starts = np.flatnonzero(np.r_[True, edge[1:] != edge[:-1]])
    columns = _columns(problem, len(state.rotations))[starts]
    for at, start, end in zip(columns, starts, [*starts[1:], len(edge)], strict=True):
        rows = jacobian[start:end].reshape(-1, 12)
        weighted = (jacobian[start:end] * weight[start:end, None, None]).reshape(-1, 12)
        np.add.at(normal, np.ix_(at, at), rows.T @ weighted)
        np.add.at(slope, at, weighted.T @ off[start:end].ravel())
    return cost + _prior(problem, state, normal, slope), normal, slope


def _columns(problem: Problem, count: int) -> Indices:
    """Which unknowns the 12 columns of each row of the Jacobian stand for."""
    three = np.arange(3)
    lens_first = 3 * count + LENS * problem.lens_of[problem.first]
    lens_second = 3 * count + LENS * problem.lens_of[problem.second]
    starts = (3 * problem.first, 3 * problem.second, lens_first, lens_second)
    return np.concatenate([start[:, None] + three for start in starts], axis=1)


def _prior(problem: Problem, state: State, normal: Floats, slope: Floats) -> float:
    """Add what is expected of lenses; returns its cost."""
    cost = 0.0
    base = 3 * len(state.rotations)
    for index, (lens, first) in enumerate(zip(state.lenses, problem.start, strict=True)):
        strength = PRIOR / problem.doubt[index] ** 2
        off = np.array([np.log(lens.focal / first.focal), lens.k1, lens.k2])
        at = base + LENS * index + np.arange(LENS)
        normal[at, at] += strength
        slope[at] += strength * off
        cost += float((strength * off**2).sum())
    return cost


def _rows(problem: Problem, state: State) -> tuple[Floats, Floats]:
    """Differences (N x 2, in pixels) and their Jacobian (N x 2 x 12)."""
    lens = np.array([(lens.focal, lens.k1, lens.k2) for lens in state.lenses])
    here = lens[problem.lens_of[problem.first]].T
    there = lens[problem.lens_of[problem.second]].T
    turn = state.rotations[problem.second] @ state.rotations[problem.first].transpose(0, 2, 1)
    seen = problem.here / here[0][:, None]
    ray, ray_by_seen, ray_by_bend = _unbend(seen, here)
    world = np.concatenate([ray, np.ones((len(ray), 1))], axis=1)
    beyond = np.einsum("nij,nj->ni", turn, world)
    depth = np.maximum(beyond[:, 2], 0.05)
    plane = beyond[:, :2] / depth[:, None]
    flat = np.zeros((len(plane), 2, 3))
    flat[:, 0, 0] = flat[:, 1, 1] = 1 / depth
    flat[:, :, 2] = -plane / depth[:, None]
    bent = _bend(plane, there)
    _, by_bent, by_bend = _unbend(bent, there)
    back = PIXELS * there[0][:, None, None] * np.linalg.inv(by_bent)
    carry = back @ flat
    shift = carry @ turn[:, :, :2]
    jacobian = np.empty((len(plane), 2, 12))
    jacobian[:, :, 0:3] = carry @ turn @ cross_matrix(world)
    jacobian[:, :, 3:6] = -carry @ cross_matrix(beyond)
    jacobian[:, :, 6] = np.einsum("nij,nj->ni", shift @ ray_by_seen, -seen)
    jacobian[:, :, 7:9] = shift @ ray_by_bend
    jacobian[:, :, 9] = PIXELS * there[0][:, None] * bent
    jacobian[:, :, 10:12] = -back @ by_bend
    return PIXELS * (there[0][:, None] * bent - problem.there), jacobian


def _unbend(seen: Floats, lens: Floats) -> tuple[Floats, Floats, Floats]:
    """Distorted -> ideal plane; with derivatives by the point (N x 2 x 2) and by k1, k2."""
    square = np.sum(seen**2, axis=1)
    scale = 1 + lens[1] * square + lens[2] * square**2
    slope = 2 * lens[1] + 4 * lens[2] * square
    by_point = slope[:, None, None] * seen[:, :, None] * seen[:, None, :]
    by_point[:, 0, 0] += scale
    by_point[:, 1, 1] += scale
    by_bend = np.stack([seen * square[:, None], seen * square[:, None] ** 2], axis=2)
    return seen * scale[:, None], by_point, by_bend


def _bend(plane: Floats, lens: Floats) -> Floats:
    """Ideal plane -> distorted, row by row with its own lens (Newton on the radius)."""
    radius = np.linalg.norm(plane, axis=1)
    bent = np.minimum(radius, 2.0)
    for _ in range(8):
        slope = 1 + 3 * lens[1] * bent**2 + 5 * lens[2] * bent**4
        value = bent * (1 + lens[1] * bent**2 + lens[2] * bent**4)
        bent = np.clip(bent - (value - radius) / np.maximum(slope, 0.2), 0, 4)
    return np.asarray(plane * (bent / np.maximum(radius, 1e-12))[:, None])


def without_outliers(edges: Sequence[Edge], errors: Sequence[float]) -> list[Edge]:
    """The edges whose typical error (pixels) is in keeping with the rest."""
    limit = max(6.0, 5 * float(np.median(errors)))
    return [edge for edge, error in zip(edges, errors, strict=True) if error < limit]


def typical(state: State, lens_of: Sequence[int], edge: Edge) -> float:
    """The median distance of an edge's matches, in pixels of a picture 1000 pixels long."""
    return float(PIXELS * np.median(residuals(state, lens_of, edge)))
