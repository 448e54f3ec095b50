"""From a script to a film's timeline: every line spoken and laid out, every shot and gesture."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from bench.world.mix import Mix, mix
from bench.world.screenplay.route import seconds_between
from bench.world.screenplay.script import Cut, Line, Script
from bench.world.spec import Action, EditorCut, KnownFact, Shot, Spoken, Timeline, Word
from bench.world.voices import LIVE, RATE, Samples, Speech, speak

LEAD_IN, LEAD_OUT = 1.2, 1.0
CUT_AHEAD = 0.3
"""Seconds that a new shot begins before its first sentence."""
DEAD_AIR = 2.0
"""Seconds without a word from which on they count as dead air."""
LONGEST_SHOT = 14.0
"""Seconds after which the picture changes, walks apart."""
GRASP = 0.7
"""Seconds that the hostess has a product in her hand before she names it."""
FALL_AFTER = 0.75
"""A dropped product hits the floor so many seconds after the sentence."""
PICK_UP = (0.5, 1.6)
"""Seconds after the impact between which she picks it up."""
SETTLE = 0.5
SHORTEST_CUT, LONGEST_CUT = 10.0, 35.0
BEFORE, BEHIND = 0.25, 0.35
"""Seconds that an editor leaves around the sentences of a cut."""


class Place(NamedTuple):
    """A line and when it is spoken."""

    line: Line
    start: float
    end: float


class Recording(NamedTuple):
    """``samples``: mono float32 at `bench.world.voices.RATE`."""

    timeline: Timeline
    samples: Samples


def build(script: Script, seed: int, sound: Mix | None = None) -> Recording:
    """Speak the script and lay it out; the same script and seed give the same samples.

    ``seed``: of the sound. Raises what `bench.world.voices.speak` raises.
    """
    speeches = speak_all(script)
    sound = sound or Mix()
    timeline = lay_out(script, speeches, seed, music=sound.music)
    return Recording(timeline, mix(timeline, speeches, sound))


def lay_out(
    script: Script, speeches: Sequence[Speech], seed: int, *, music: bool = False
) -> Timeline:
    """When everything happens. ``speeches``: one for each line."""
    places = list(_layout(script.lines, speeches))
    duration = places[-1].end + places[-1].line.rest + LEAD_OUT
    shots = tuple(_shots(places, duration))
    spoken = tuple(_spoken(place, speech) for place, speech in zip(places, speeches, strict=True))
    actions = tuple(sorted(_actions(places, shots), key=lambda action: action.start))
    impacts = [action.end for action in actions if action.kind == "drop"]
    return Timeline(
        seed=seed,
        duration=_round(duration),
        products=script.products,
        speakers=tuple(dict.fromkeys(line.speaker for line in script.lines)),
        spoken=spoken,
        shots=shots,
        actions=actions,
        facts=tuple(_facts(places)),
        cuts=tuple(_cuts(script.cuts, places)),
        dead_air=tuple(_silences(spoken, duration)),
        impact=impacts[0] if impacts else None,
        music=tuple(_music(shots, places, duration)) if music else (),
    )


def speak_all(script: Script) -> list[Speech]:
    """Each line in its speaker's voice."""
    return [speak(line.phrase, LIVE[line.speaker][line.phrase.language]) for line in script.lines]


def _layout(lines: Sequence[Line], speeches: Sequence[Speech]) -> Iterator[Place]:
    now = LEAD_IN
    walked_from = 0.0
    for at, (line, speech) in enumerate(zip(lines, speeches, strict=True)):
        before = lines[at - 1] if at else None
        if before is not None and before.shot != line.shot:
            now += _transition(before, line)
            if before.kind == "walk" and before.to:
                arrived = walked_from + seconds_between(before.station, before.to)
                now = max(now, arrived + SETTLE)
            walked_from = now - CUT_AHEAD
        start = round(now, 3)
        end = start + len(speech.samples) / RATE
        yield Place(line, start, end)
        now = end + line.rest


def _transition(before: Line, line: Line) -> float:
    """Seconds on top of the rest before a line of another shot."""
    if before.switch:
        return before.switch + SETTLE
    return GRASP - 0.3 if line.holds and line.holds != before.holds else 0.1


def _spoken(place: Place, speech: Speech) -> Spoken:
    words = tuple(
        Word(
            text=word.text,
            start=_round(place.start + word.start),
            end=_round(place.start + word.end),
        )
        for word in speech.words
    )
    phrase = place.line.phrase
    return Spoken(
        text=phrase.text,
        language=phrase.language,
        speaker=place.line.speaker,
        start=words[0].start,
        end=words[-1].end,
        words=words,
    )


def _shots(places: Sequence[Place], duration: float) -> Iterator[Shot]:
    """The picture changes shortly before the first sentence of another shot; a camera that changes
    fills its own shot; what is too long is cut between two sentences."""
    groups = [list(group) for _, group in groupby(places, key=lambda place: place.line.shot)]
    starts = [0.0, *(group[0].start - CUT_AHEAD for group in groups[1:]), duration]
    for group, (start, end) in zip(groups, pairwise(starts), strict=True):
        line, switch = group[0].line, group[-1].line.switch
        last = end - switch if switch else end
        cuts = [start, *_splits(group, start, last), last]
        for begin, finish in pairwise(cuts):
            yield Shot(
                kind=line.kind,
                station=line.station,
                start=_round(begin),
                end=_round(finish),
                product=line.product,
                to=line.to,
            )
        if switch:
            yield Shot(kind="switching", station=line.station, start=_round(last), end=_round(end))


def _splits(group: Sequence[Place], start: float, end: float) -> list[float]:
    parts = int((end - start) // LONGEST_SHOT) + 1
    if parts == 1 or group[0].line.kind == "walk":
        return []
    inner = [place.start - CUT_AHEAD for place in group[1:]]
    wishes = [start + (end - start) * part / parts for part in range(1, parts)]
    return sorted({min(inner, key=lambda cut: abs(cut - wish)) for wish in wishes if inner})


def _actions(places: Sequence[Place], shots: Sequence[Shot]) -> Iterator[Action]:
    yield from _holds(places)
    for shot in shots:
        if shot.kind == "walk":
            yield Action(kind="walk", figure="hostess", start=shot.start, end=shot.end)
    for line, start, end in places:
        if line.gesture == "drop":
            impact = _round(end + FALL_AFTER)
            yield _action("drop", start, impact, line.holds)
            yield _action("pick_up", impact + PICK_UP[0], impact + PICK_UP[1], line.holds)
        elif line.gesture is not None:
            yield _action(line.gesture, start - 0.1, end + 0.2, line.product)


def _holds(places: Sequence[Place]) -> Iterator[Action]:
    """From just before the product is named to the end of the last shot with it; a fall ends it."""
    for held, group in groupby(places, key=_in_hand):
        run = list(group)
        if held is None:
            continue
        dropped = [place for place in run if place.line.gesture == "drop"]
        start = run[0].start - GRASP
        for place in dropped:
            yield _action("hold", start, place.end + FALL_AFTER, held[0])
            start = place.end + FALL_AFTER + PICK_UP[1]
        yield _action("hold", start, run[-1].end + CUT_AHEAD, held[0])


def _in_hand(place: Place) -> tuple[str, str] | None:
    return (place.line.holds, place.line.station) if place.line.holds else None


def _action(kind: str, start: float, end: float, product: str | None) -> Action:
    return Action.model_validate(
        {
            "kind": kind,
            "figure": "hostess",
            "start": _round(start),
            "end": _round(end),
            "product": product,
        }
    )


def _facts(places: Sequence[Place]) -> Iterator[KnownFact]:
    for line, start, end in places:
        for kind, value in line.facts:
            yield KnownFact(
                kind=kind,
                value=value,
                start=_round(start),
                end=_round(end),
                words=line.phrase.text,
                product=line.about,
            )


def _cuts(cuts: Sequence[Cut], places: Sequence[Place]) -> Iterator[EditorCut]:
    """No cut is lengthened by what another one shows."""
    shown = [set(range(cut.first, cut.last + 1)) for cut in cuts]
    for number, cut in enumerate(cuts):
        others = set().union(*shown[:number], *shown[number + 1 :])
        yield _cut(cut, places, others)


def _cut(cut: Cut, places: Sequence[Place], others: set[int]) -> EditorCut:
    """Whole sentences; the last ones are left out where it would be too long; where it would be too
    short the next ones are taken in, and those before where the next belong to ``others``."""
    first, last = cut.first, cut.last
    while places[last].end - places[first].start > LONGEST_CUT - BEFORE - BEHIND:
        last -= 1
    while places[last].end - places[first].start < SHORTEST_CUT - BEFORE:
        if last + 1 < len(places) and last + 1 not in others:
            last += 1
        elif first > 0 and first - 1 not in others:
            first -= 1
        else:
            break
    return EditorCut(
        category=cut.category,
        start=_round(places[first].start - BEFORE),
        end=_round(places[last].end + BEHIND),
        why=cut.why,
        product=cut.product,
    )


def _silences(spoken: Sequence[Spoken], duration: float) -> Iterator[tuple[float, float]]:
    ends = [0.0, *(one.end for one in spoken)]
    starts = [*(one.start for one in spoken), _round(duration)]
    for end, start in zip(ends, starts, strict=True):
        if start - end >= DEAD_AIR:
            yield end, start


def _music(
    shots: Sequence[Shot], places: Sequence[Place], duration: float
) -> Iterator[tuple[float, float]]:
    """Under the opening, while the camera changes, and under the goodbye."""
    opening = next((shot.end for shot in shots if shot.kind != "wide"), duration)
    yield 0.0, _round(min(opening, duration))
    for shot in shots:
        if shot.kind == "switching" and shot.start > opening:
            yield shot.start, shot.end
    farewell = [place.start for place in places if place.line.topic == "goodbye"]
    if farewell and farewell[0] > opening:
        yield _round(farewell[0]), _round(duration)


def _round(seconds: float) -> float:
    return round(seconds, 3)
