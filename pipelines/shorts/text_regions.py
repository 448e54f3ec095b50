"""Where lettering stands in a shot: slides, signs, captions that the recording already has.

Thin strong strokes that lie close together along a line, in the same place through the shot; after
the morphological detectors surveyed by Jung, Kim and Jain, "Text information extraction" (2004).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.faces import Box

Mask = NDArray[np.uint8]
WIDTH = 480
"""Pixels to which the picture is brought."""
STROKE = 60
"""Grey levels by which letters differ from their ground."""
SAMPLES = 4
LOWEST, HIGHEST = 0.014, 0.16
"""Height of a line of letters in heights of the picture."""
SHORTEST = 2.0
"""Length of a line in its heights: three letters."""
CROSSINGS = 1.1
"""How often a row of a line goes from dark to light, per height of the line. Edges of furniture
give one in their whole length."""
BLANK = 1.2
"""Between two words of a line at most, in heights of the line."""
TITLE = 0.24
"""Of the picture's width, from which what comes and goes is a title; what moves on a machine looks
like a word for a moment, but not like a line (0.23 at most on the demo's hall)."""
ENDS = 2
"""Samples at the beginning and at the end of a shot."""
LONG, ALIKE = 0.12, 0.6
"""Of the picture's width, from which a line is a title or a sign; and the share of both boxes
that two sightings of one line have in common."""
FILL = (0.35, 0.95)
"""Share of strokes in the box of a line."""


def find_text(frames: Sequence[NDArray[np.uint8]]) -> tuple[Box, ...]:
    """Boxes around the lines of text that stay through the shot. ``frames``: HxWx3 BGR."""
    grays = [_gray(frames[at]) for at in _spread(len(frames))]
    kept = np.minimum.reduce([_strokes(gray) for gray in grays])
    return tuple(_lines(kept, grays[len(grays) // 2]))


def passing_text(frames: Sequence[NDArray[np.uint8]]) -> tuple[Box, ...]:
    """Boxes around the long lines that stand still for three samples at least, at any time of the
    shot: titles that come and go over a picture which may move behind them. A line that is there
    at the beginning and at the end is part of what is filmed: a sign on the wall."""
    held = lines_held(frames)
    first, last = held[:ENDS], held[-ENDS:]
    found: list[Box] = []
    for now, then in pairwise(held):
        for box in now:
            if _among(box, [then]) and not _among(box, [found]):
                found.append(box)
    return tuple(
        box
        for box in found
        if box.width >= TITLE and not (_among(box, first) and _among(box, last))
    )


def _among(box: Box, held: Sequence[Sequence[Box]]) -> bool:
    return any(_same(box, other) for boxes in held for other in boxes)


def lines_held(frames: Sequence[NDArray[np.uint8]]) -> list[tuple[Box, ...]]:
    """The long lines that stand still from each frame to the next; one list fewer than frames."""
    grays = [_gray(frame) for frame in frames]
    strokes = [_strokes(gray) for gray in grays]
    return [
        tuple(box for box in _rows(_lines(np.minimum(*pair), gray)) if box.width >= LONG)
        for pair, gray in zip(pairwise(strokes), grays, strict=False)
    ]


def _rows(words: Sequence[Box]) -> list[Box]:
    """Words that stand beside each other, put together. Lengths are shares of the picture's sides,
    which differ: a blank is measured as if the picture were 16:9."""
    found: list[Box] = []
    for word in sorted(words, key=lambda box: box.x):
        for at, row in enumerate(found):
            level = _shared(row.y, row.height, word.y, word.height)
            gap = word.x - word.width / 2 - (row.x + row.width / 2)
            if level > ALIKE * max(row.height, word.height) and gap < BLANK * row.height * 9 / 16:
                found[at] = _around(row, word)
                break
        else:
            found.append(word)
    return found


def _around(one: Box, other: Box) -> Box:
    left, top = (min(a.x - a.width / 2 for a in (one, other)),
                 min(a.y - a.height / 2 for a in (one, other)))  # fmt: skip
    right, bottom = (max(a.x + a.width / 2 for a in (one, other)),
                     max(a.y + a.height / 2 for a in (one, other)))  # fmt: skip
    return Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)


def _same(one: Box, other: Box) -> bool:
    """Whether two boxes share most of what they cover."""
    across = _shared(one.x, one.width, other.x, other.width)
    both = across * _shared(one.y, one.height, other.y, other.height)
    return both > ALIKE * (one.width * one.height + other.width * other.height - both)


def _shared(one: float, length: float, other: float, reach: float) -> float:
    low, high = max(one - length / 2, other - reach / 2), min(one + length / 2, other + reach / 2)
    return max(0.0, high - low)


def _spread(count: int) -> list[int]:
    return sorted({(2 * index + 1) * count // (2 * SAMPLES) for index in range(SAMPLES)})


def _gray(frame: NDArray[np.uint8]) -> Mask:
    import cv2

    height = max(2, round(WIDTH * frame.shape[0] / frame.shape[1]))
    small = cv2.resize(frame, (WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _strokes(gray: Mask) -> Mask:
    """255 where a line of strokes is: gradients joined sideways."""
    import cv2

    edges = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    _, sharp = cv2.threshold(edges, STROKE, 255, cv2.THRESH_BINARY)
    joined = cv2.morphologyEx(sharp, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    return np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 7), np.uint8)), np.uint8)


def _lines(mask: Mask, gray: Mask) -> list[Box]:
    import cv2

    height, width = mask.shape
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if not LOWEST * height < h < HIGHEST * height or w < SHORTEST * h:
            continue
        if _written(mask[y : y + h, x : x + w], gray[y : y + h, x : x + w]):
            found.append(Box((x + w / 2) / width, (y + h / 2) / height, w / width, h / height))
    return sorted(found, key=lambda box: (box.y, box.x))


def _written(mask: Mask, gray: Mask) -> bool:
    """Whether the stretch goes between dark and light as letters do."""
    fill = float((mask > 0).mean())
    middle = gray[len(gray) // 4 : max(len(gray) // 4 + 1, 3 * len(gray) // 4)].astype(np.int16)
    level = (int(gray.max()) + int(gray.min())) // 2
    changes = np.abs(np.diff((middle > level).astype(np.int8), axis=1)).sum(axis=1)
    crossings = float(np.median(changes)) / (gray.shape[1] / gray.shape[0])
    return FILL[0] < fill < FILL[1] and crossings > CROSSINGS
