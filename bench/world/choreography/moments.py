"""The director: which shot it is, set up once, then asked for every frame."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from bench.world.choreography.close import close
from bench.world.choreography.dropping import drop
from bench.world.choreography.hosting import chat, host
from bench.world.choreography.performer import Mouth, Performer
from bench.world.choreography.take import HOSTESS, Scene, Take
from bench.world.choreography.views import certificates, machine, switching, wide
from bench.world.choreography.walking import walk
from bench.world.spec import Moment, ShotKind, Timeline

HANDHELD = 0.05
"""At most this share of the film: where the camera moves, the world is drawn anew every frame."""
_SCENES: Mapping[ShotKind, Callable[[Take], Scene]] = {
    "wide": wide,
    "host": host,
    "chat": chat,
    "close": close,
    "drop": drop,
    "walk": walk,
    "machine": machine,
    "certificates": certificates,
    "switching": switching,
}


def moments(
    timeline: Timeline, fps: float, width: int, height: int, mouth: Mouth
) -> Iterator[Moment]:
    """Camera, people, things and subject of every frame of the timeline, in order.

    ``mouth(speaker, t)``: how far the speaker's mouth is open, 0 to 1. Frame ``i`` is the moment
    ``i / fps``. The same timeline gives the same moments. Raises `KeyError` where the timeline
    names a station or a product that there is not.
    """
    names = dict.fromkeys((HOSTESS, *timeline.speakers))
    cast = {name: Performer(name, timeline, mouth) for name in names}
    starts = [shot.start for shot in timeline.shots]
    held = _handheld(timeline)
    index, scene = -1, None
    for frame in range(round(timeline.duration * fps)):
        t = frame / fps
        now = max(0, bisect_right(starts, t + 1e-9) - 1)
        if scene is None or now != index:
            index = now
            random = np.random.default_rng([timeline.seed, 7, index])
            shot = timeline.shots[index]
            take = Take(shot, timeline, cast, width, height, random, index in held)
            scene = _SCENES[shot.kind](take)
        yield scene(t)


def _handheld(timeline: Timeline) -> frozenset[int]:
    """Some of the shots of talk, by chance, as long as there is time left for them."""
    random = np.random.default_rng([timeline.seed, 11])
    talk = [i for i, shot in enumerate(timeline.shots) if shot.kind in ("host", "chat")]
    left = HANDHELD * timeline.duration
    chosen = set()
    for i in random.permutation(talk):
        length = timeline.shots[i].end - timeline.shots[i].start
        if length <= left:
            chosen.add(int(i))
            left -= length
    return frozenset(chosen)
