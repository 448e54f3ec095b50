"""What to shoot again and how, in words for the person who holds the phone.

Every weak condition has a function of its own that looks at what was measured and gives advice
or none; `advise` asks them all, the gravest first.
"""

from math import ceil

import numpy as np

from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.looks import COLUMNS, ROWS, sharpest, soft_spot
from pipelines.panorama.neighbours import UPWARDS, nearest_two, steps_right
from pipelines.panorama.shoot import Shoot
from pipelines.panorama.spec import Advice
from pipelines.panorama.wording import (
    MOST_NAMES,
    are,
    few,
    listed,
    names_of,
    said,
    wrapped,
    yaw_of,
)

WEAK_MATCHES = 25
SHARP_ERROR = 3.0
"""Pixels of a picture 1000 pixels long; more than this shows as double edges."""
OFF_AXIS = 0.15
"""Share of matches that miss (`parallax`) from where a lens off the axis begins to show."""
THIN = 0.18
"""Share of a picture that its neighbour should show too, at least."""
GOOD_STEP = 0.67
"""Share of a picture's width to turn from one picture to the next."""
NARROW = 25.0
"""Degrees across one picture under which a circle takes too many of them."""
BLURRED, SOFT, SMEARED = 0.62, 0.6, 0.55
"""Sharpness beside the median of the set, of the whole set, of one place in all pictures."""
DIM, BURNT = 0.1, 0.3
"""Mean brightness; share of a picture that is white."""
UNEVEN = 2.5
"""Times by which the brightest picture was exposed more than the darkest."""
LEANS, WANDERS = 12.0, 0.3
"""Degrees of roll; share of the picture's height by which the horizon goes up and down."""
DOUBLED = 0.25


def advise(shoot: Shoot) -> tuple[Advice, ...]:
    """All that should be done better, the gravest first; nothing for a good set."""
    checks = (
        repeats, open_circle, blurred, moved_sideways, moving_things, thin_overlaps, weak_joints,
        fits_nowhere, dark_or_burnt, uneven, leaning, wandering, dirty_lens,
    )  # fmt: skip
    return tuple(advice for check in checks for advice in check(shoot))


def repeats(shoot: Shoot) -> list[Advice]:
    """Pictures that may lie in a false place; a circle that closes speaks for all of them."""
    if shoot.closed or not shoot.unsure:
        return []
    return [
        Advice(
            text=f"{names_of(shoot.unsure)} may be in the wrong place: shelves or windows look the "
            "same in several directions. Do not use this panorama. Put up something that is "
            "nowhere else, such as sheets with large numbers, and take the pictures again, each "
            "overlapping the one before by half.",
            between=tuple(shoot.unsure[:MOST_NAMES]),
        )
    ]


def open_circle(shoot: Shoot) -> list[Advice]:
    """Names the pictures at the two ends of what was seen, if they lie where they should."""
    if shoot.closed or shoot.unsure:
        return []
    middle = shoot.first + shoot.span + (360 - shoot.span) / 2
    after = (shoot.yaws - middle) % 360
    left, right = int(after.argmax()), int(after.argmin())
    last, next_ = shoot.views[left], shoot.views[right]
    if shoot.span < 360:
        gap = f"{360 - shoot.span:.0f}° were not seen between {last.name} and {next_.name}"
    else:
        gap = f"{last.name} and {next_.name} meet, but show nothing in common"
    return [
        Advice(
            text=f"The circle is open: {gap}. {_closing(shoot, last, next_)}",
            between=(last.name, next_.name),
            yaw=wrapped(middle),
        )
    ]


def _closing(shoot: Shoot, last: View, next_: View) -> str:
    """What closes the circle between the picture at its right end and the one at its left."""
    gap = shoot.span < 360
    if gap and last.fov < NARROW:
        wider = said(shoot, "zoom out, or step to the wide lens", rig="set the widest lenses")
        return f"One picture shows {last.fov:.0f}° only: for a full circle {wider}."
    if shoot.kind == "rig":
        return (
            f"Add {_more(last, next_, 'camera')} there, or set wider lenses, until each overlaps "
            "the next by a third."
            if gap
            else f"Turn {last.name} and {next_.name} together, until they overlap by a third."
        )
    todo = f"take {_more(last, next_, 'picture')}" if gap else f"take {next_.name} again"
    if shoot.kind == "pan":
        todo = "go on turning"
    return (
        f"For a full circle stand in the same place, turn further to the right from {last.name} "
        f"and {todo}, until {next_.name} overlaps by a third."
    )


def _more(last: View, next_: View, what: str) -> str:
    """How many fill the gap."""
    turn = (yaw_of(next_) - yaw_of(last)) % 360 or 360.0
    more = max(1, ceil(turn / (GOOD_STEP * last.fov)) - 1)
    return f"one more {what}" if more == 1 else f"{more} more {what}s"


def blurred(shoot: Shoot) -> list[Advice]:
    """Pictures that are softer than the others, or a set that is soft altogether."""
    usual = sharpest(shoot.own_looks)
    if usual is None:
        return []
    still = said(
        shoot, "stand still, hold the phone with both hands and wait a second before you press",
        pan="turn more slowly there, and let there be more light",
        rig="let it focus on what is three metres away, and let there be more light",
    )  # fmt: skip
    if all_soft(shoot):
        return [
            Advice(
                text=f"All pictures are soft. Wipe the lens, tap the screen to focus, {still}; "
                "switch the lamps on."
            )
        ]
    bad = [
        view
        for view in shoot.views
        if (look := shoot.looks.get(view.name)) is not None
        and look.sharpness is not None
        and look.sharpness < BLURRED * usual
    ]
    if len(bad) > MOST_NAMES:
        return [Advice(text=f"{listed(bad)} are blurred. Take them again: {still}.")]
    return [
        Advice(
            text=f"{view.name} is blurred. Take it again: {still}.",
            between=(view.name,),
            yaw=yaw_of(view),
        )
        for view in bad
    ]


def all_soft(shoot: Shoot) -> bool:
    """Whether even the sharp ones among the pictures are not sharp."""
    usual = sharpest(shoot.own_looks)
    return usual is not None and usual < SOFT


def moved_sideways(shoot: Shoot) -> list[Advice]:
    """The set does not fit a camera that only turned: as a whole, or at one seam that shows it."""
    misses = [miss.share for miss in shoot.misses]
    share = float(np.median(misses)) if misses else 0.0
    errors = [joint.error for joint in shoot.joints]
    fits = share <= OFF_AXIS and (not errors or float(np.median(errors)) * 1000 <= SHARP_ERROR)
    if fits and not shoot.breaks:
        return []
    one, other = _least_fitting(shoot, share)
    if all_soft(shoot):
        text = (
            f"Edges do not meet, most of all between {one.name} and {other.name}: blurred pictures "
            "cannot be laid together exactly."
        )
        return [Advice(text=text, between=(one.name, other.name), yaw=yaw_of(one))]
    torn, loose = "Edges of what is near break where pictures meet", "The pictures do not quite fit"
    seen = torn if shoot.breaks else loose
    why = said(shoot, "the camera moved sideways", rig="the cameras stand apart")
    todo = said(shoot, "Turn the camera about itself, not about you", rig="Bring them together")
    return [
        Advice(
            text=f"{seen}: {why}, most of all between {one.name} and {other.name}. {todo}, and "
            "keep two metres away from what is near.",
            between=(one.name, other.name),
            yaw=yaw_of(one),
        )
    ]


def _least_fitting(shoot: Shoot, share: float) -> tuple[View, View]:
    if share > OFF_AXIS and not shoot.breaks:
        named = {view.name: view for view in shoot.views}
        return named[shoot.misses[0].first], named[shoot.misses[0].second]
    worst = shoot.breaks[0] if shoot.breaks else max(shoot.joints, key=lambda each: each.error)
    return shoot.views[worst.first], shoot.views[worst.second]


def moving_things(shoot: Shoot) -> list[Advice]:
    """Where the pictures that meet show different things; the two worst pairs of them."""
    todo = said(
        shoot, "Wait until nobody walks there, then take both again one right after the other.",
        rig="Turn a camera straight towards it, or move away from it.",
    )  # fmt: skip
    advice: dict[frozenset[str], Advice] = {}
    for yaw, pitch in shoot.moved(DOUBLED):
        names = nearest_two(shoot.views, yaw, pitch)
        text = (
            f"Something moved or stands very near where {' and '.join(names)} meet: it may show "
            f"twice or in part. {todo}"
        )
        advice.setdefault(frozenset(names), Advice(text=text, between=names, yaw=yaw))
    return list(advice.values())[:2]


def thin_overlaps(shoot: Shoot) -> list[Advice]:
    """Neighbours in a row that hardly share anything."""
    advice = []
    for left, right, turn in steps_right(shoot.views):
        wide, reach = min(left.fov, right.fov), (left.fov + right.fov) / 2
        overlap = reach - turn
        if not 0 < overlap < THIN * wide:
            continue
        who = said(shoot, "the camera turned", rig="it is")
        slower = said(
            shoot, "Turn less there", pan="Turn more slowly there", rig="Turn them nearer together"
        )
        advice.append(
            Advice(
                text=f"From {left.name} to {right.name} {who} {turn:.0f}°, so that "
                f"only {overlap:.0f}° overlap. {slower}: at most "
                f"{reach - (1 - GOOD_STEP) * wide:.0f}° from one picture to the next.",
                between=(left.name, right.name),
                yaw=wrapped(yaw_of(left) + turn / 2),
            )
        )
    return advice


def weak_joints(shoot: Shoot) -> list[Advice]:
    """Pictures that hang by a thread: their best joint rests on few points."""
    weak: list[tuple[View, View]] = []
    for index, view in enumerate(shoot.views):
        own = [joint for joint in shoot.joints if index in (joint.first, joint.second)]
        best = max(own, key=lambda joint: joint.matches, default=None)
        if best is not None and best.matches < WEAK_MATCHES:
            weak.append((view, shoot.views[best.first + best.second - index]))
    if not weak:
        return []
    (view, other), views = weak[0], [view for view, _ in weak]
    todo = said(
        shoot, "Turn in smaller steps there, and hold still",
        rig="Turn the cameras nearer together there, or add one",
    )  # fmt: skip
    return [
        Advice(
            text=f"{listed(views)} {are(views)} held by few points only. {todo}; bare walls and "
            "skies give nothing to hold on to, so let a door, a machine or a corner be in the "
            "picture.",
            between=(other.name, view.name),
            yaw=yaw_of(view),
        )
    ]


def fits_nowhere(shoot: Shoot) -> list[Advice]:
    """Pictures that connect with nothing, if they were meant to."""
    if not shoot.alone:
        return []
    names = names_of(shoot.alone)
    one = len(shoot.alone) == 1
    return [
        Advice(
            text=f"{names} {'shows' if one else 'show'} nothing that the other pictures show. If "
            f"{'it belongs' if one else 'they belong'} here, take {'it' if one else 'them'} again "
            "from the same place, overlapping the neighbour by a third.",
            between=tuple(shoot.alone[:MOST_NAMES]),
        )
    ]


def dark_or_burnt(shoot: Shoot) -> list[Advice]:
    """Pictures in which nothing can be seen."""
    pairs = [(view, shoot.looks[view.name]) for view in shoot.views if view.name in shoot.looks]
    dark = [view for view, look in pairs if look.light < DIM]
    burnt = [view for view, look in pairs if look.white > BURNT]
    advice = []
    if dark:
        text = f"{listed(dark)} {are(dark)} too dark. Switch the lamps on, or tap a dark place."
        advice.append(Advice(text=text, between=few(dark), yaw=yaw_of(dark[0])))
    if burnt:
        text = (
            f"{listed(burnt)} {are(burnt)} too bright: large parts are plain white. Tap the "
            "bright window before you press, or come back when the sun stands elsewhere."
        )
        advice.append(Advice(text=text, between=few(burnt), yaw=yaw_of(burnt[0])))
    return advice


def uneven(shoot: Shoot) -> list[Advice]:
    """The camera chose another exposure for every picture."""
    if shoot.gains is None or len(shoot.gains) != len(shoot.views):
        return []
    light = np.asarray(shoot.gains).mean(axis=1)
    darkest, brightest = int(light.argmax()), int(light.argmin())
    times = float(light[darkest] / light[brightest])
    if times < UNEVEN:
        return []
    names = shoot.views[darkest].name, shoot.views[brightest].name
    return [
        Advice(
            text=f"{names[1]} was exposed {times:.1f} times as much as {names[0]}, which shows "
            "where they meet. Lock the exposure before you begin: press long on the screen until "
            "it says AE/AF lock.",
            between=names,
            yaw=yaw_of(shoot.views[brightest]),
        )
    ]


def leaning(shoot: Shoot) -> list[Advice]:
    """Pictures that were not held upright (a phone held across counts as upright)."""
    leans = []
    for view in shoot.views:
        _, pitch, roll = angles_of(view.rotation)
        lean = (roll + 45) % 90 - 45
        if abs(pitch) < UPWARDS and abs(lean) > LEANS:
            leans.append((view, lean))
    if not leans:
        return []
    view, lean = max(leans, key=lambda each: abs(each[1]))
    side = "right" if lean > 0 else "left"
    others = f" ({len(leans)} pictures lean)" if len(leans) > 1 else ""
    return [
        Advice(
            text=f"{view.name} leans {abs(lean):.0f}° to the {side}{others}, which costs height. "
            f"{said(shoot, 'Hold the phone upright', rig='Set the camera upright')}.",
            between=(view.name,),
            yaw=yaw_of(view),
        )
    ]


def wandering(shoot: Shoot) -> list[Advice]:
    """One row in which the horizon goes up and down."""
    pitches = np.array([angles_of(view.rotation)[1] for view in shoot.views])
    tall = min(view.lens.fov(view.height / view.long_side) for view in shoot.views)
    reach = float(np.ptp(pitches))
    if len(shoot.views) < 3 or not WANDERS * tall < reach < 0.6 * tall:
        return []
    low, high = shoot.views[int(pitches.argmin())].name, shoot.views[int(pitches.argmax())].name
    return [
        Advice(
            text=f"The camera went up and down by {reach:.0f}° (lowest in {low}, highest in "
            f"{high}), which costs height. Keep the horizon at the same place in every picture.",
            between=(low, high),
        )
    ]


def dirty_lens(shoot: Shoot) -> list[Advice]:
    """One place of the picture that is soft whatever it shows."""
    spot = soft_spot(shoot.own_looks, SMEARED)
    if spot is None:
        return []
    row, column = spot
    height = "upper" if row < ROWS / 2 else "lower"
    side = "left" if column < COLUMNS / 3 else "right" if column >= COLUMNS * 2 / 3 else "middle"
    return [
        Advice(
            text=f"The {height} {side} of nearly every picture is soft: something is on the lens. "
            "Wipe it with a clean cloth."
        )
    ]
