"""What speaks for a span of which no word is known: cards, the audience, sound and picture.

Where something is said they are not asked, since the words say more.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import log, sqrt

from pipelines.highlights.candidates import SHOT_DISTANCE, Candidate
from pipelines.highlights.features import CLOSE, KNOCK, Feature, Scene
from pipelines.media.time import Time

CARD_BEFORE, CARD_AFTER = Time.seconds(0.6), Time.seconds(2.5)
"""A clip that shows a product begins so near to the moment when its card comes up."""
LINGERING = 4
"""Seconds that reactions go on after what they are meant for."""
QUIET = 12.0
"""dB below the usual loudness."""
FRINGE = 25.0
"""Seconds at either end of a stream, at most a tenth of it."""
CERTAIN = 5.0
"""Standard deviations of reaction above chance that leave no doubt."""
SETTLED = 4, 15
"""Seconds after a span, the audience's lag apart, in which people like and order what was shown."""


def reaction(scene: Scene, candidate: Candidate) -> Feature:
    """More comments, orders and inquiries came than in other spans of that length.

    The scan statistic for a Poisson process (Kulldorff 1997): unlike a peak it tells a span that
    holds the whole reaction from one that holds its middle. Value: its deviations above chance.
    """
    sums = scene.evidence.audience.sums
    if not sums or sums[-1] <= 0:
        return Feature(0.0, "")
    first = min(int(candidate.start.s), len(sums) - 1)
    last = min(int(candidate.end.s) + LINGERING, len(sums) - 1)
    seen = sums[last] - sums[first]
    usual = sums[-1] * (last - first) / (len(sums) - 1)
    if seen <= usual:
        return Feature(0.0, "")
    certain = sqrt(2 * (seen * log(seen / usual) - (seen - usual)))
    return Feature(
        min(1.0, certain / CERTAIN),
        f"{seen / usual:.1f} times the usual comments, orders and inquiries",
    )


def quiet(scene: Scene, candidate: Candidate) -> Feature:
    """Nothing goes on: the sound is far below the usual."""
    levels = scene.evidence.sound.loudness[
        int(candidate.start.s) : -(-candidate.end.us // 1_000_000)
    ]
    lost = sum(level < scene.usual_loudness - QUIET for level in levels)
    share = lost / max(1, len(levels))
    return Feature(min(1.0, 2 * share), f"{lost} s far quieter than usual")


def fringe(scene: Scene, candidate: Candidate) -> Feature:
    """Streams begin with greetings and waiting, and end with thanks."""
    length = min(FRINGE, scene.evidence.duration.s / 10)
    lost = max(0.0, length - candidate.start.s)
    lost += max(0.0, candidate.end.s - (scene.evidence.duration.s - length))
    share = lost / max(1.0, candidate.duration.s)
    return Feature(min(1.0, share), f"{lost:.0f} s of the stream's beginning or end")


def shot(scene: Scene, candidate: Candidate) -> Feature:
    """It begins with a shot and ends with one: a person has chosen what to show."""
    moments = (candidate.start - SHOT_DISTANCE, candidate.end + SHOT_DISTANCE)
    shots = scene.evidence.picture.shots
    count = sum(_between(shots, one - Time(1000), one + Time(1000)) > 0 for one in moments)
    return Feature(count / 2, "begins and ends with a shot" if count == 2 else "cut at a shot")


def introduced(scene: Scene, candidate: Candidate) -> Feature:
    """It begins where a product's card comes up on the platform."""
    low, high = candidate.start - CARD_BEFORE, candidate.start + CARD_AFTER
    begins = _between(scene.card_times, low, high) > 0
    return Feature(float(begins), "begins when a product card comes up")


def mixed(scene: Scene, candidate: Candidate) -> Feature:
    """Another product's card comes up before it ends."""
    low, high = candidate.start + CARD_AFTER, candidate.end - Time.seconds(1)
    later = _between(scene.card_times, low, high) > 0
    return Feature(float(later), "another product card comes up inside")


def _between(times: Sequence[Time], low: Time, high: Time) -> int:
    return max(0, bisect_right(times, high) - bisect_left(times, low))


def settled(scene: Scene, candidate: Candidate) -> Feature:
    """Likes, orders and inquiries come when it has ended: what was shown was complete."""
    low, high = (candidate.end + Time.seconds(after) for after in SETTLED)
    count = _between(scene.settling, low, high)
    return Feature(float(count > 0), "likes, orders or inquiries right after it")


def shown(scene: Scene, candidate: Candidate) -> Feature:
    """Something moves close to the camera, or knocks."""
    first, last = int(candidate.start.s), -(-candidate.end.us // 1_000_000)
    near = scene.evidence.picture.closeness[first:last]
    share = sum(value >= CLOSE for value in near) / max(1, len(near))
    knocks = sum(rise >= KNOCK for rise in scene.evidence.sound.impact[first:last])
    told = [f"{share * 100:.0f} % close to the camera"] if share else []
    told += [f"{knocks} sudden sound{'' if knocks == 1 else 's'}"] if knocks else []
    return Feature(min(1.0, 0.6 * share + 0.25 * min(2, knocks)), ", ".join(told))
