"""What one view paints, cut into strips that fit into little memory."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice, pairwise
from typing import TypeVar

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask
from pipelines.panorama.warp import Canvas, Region, cyclic_span

PIXELS = 3_000_000
"""Of one strip at most; warping and taking it apart holds about sixty bytes for each."""
NARROWEST = 256
WORKERS = 2

Task = TypeVar("Task")
Done = TypeVar("Done")


def painted_box(owner: Indices, index: int, canvas: Canvas, small: Canvas) -> Region | None:
    """The box of the canvas in which a view paints: its pixels of the small canvas, and one more
    around them. None when it paints nothing."""
    mine = owner == index
    rows = np.flatnonzero(mine.any(axis=1))
    if not len(rows):
        return None
    first, wide = cyclic_span(np.flatnonzero(mine.any(axis=0)), small.width)
    scale = canvas.width / small.width
    top = max(0, int(np.floor((rows[0] - 1) * scale)))
    bottom = min(canvas.height, int(np.ceil((rows[-1] + 2) * scale)))
    left = int(np.floor((first - 1) * scale))
    width = min(canvas.width, int(np.ceil((first + wide + 1) * scale)) - left)
    return Region(left % canvas.width, top, width, bottom - top)


def strips_of(box: Region, canvas: Canvas, pixels: int) -> list[Region]:
    """The box side by side in strips of about the same width, each of ``pixels`` at most."""
    widest = max(NARROWEST, pixels // box.height)
    count = -(-box.width // widest)
    cuts = [box.width * part // count for part in range(count + 1)]
    return [
        Region((box.left + start) % canvas.width, box.top, end - start, box.height)
        for start, end in pairwise(cuts)
    ]


def surely_seen(owner: Indices, canvas: Canvas, window: Region) -> Mask:
    """Pixels of a window of the canvas around which every place of the small canvas is somebody's
    (H x W)."""
    some = (owner >= 0).astype(np.uint8)
    wide = np.concatenate([some[:, -1:], some, some[:, :1]], axis=1)
    inner = cv2.erode(wide, np.ones((3, 3), np.uint8), borderValue=1)[:, 1:-1]
    scale = owner.shape[1] / canvas.width
    rows = ((np.arange(window.top, window.rows.stop) + 0.5) * scale).astype(np.intp)
    columns = ((window.columns(canvas) + 0.5) * scale).astype(np.intp)
    return np.asarray(inner[np.ix_(rows, columns)] > 0)


def in_order(
    work: Callable[[Task], Done], tasks: Iterable[Task], workers: int = WORKERS
) -> Iterator[Done]:
    """What ``work`` makes of each task, in their order; as many as ``workers`` are made ahead."""
    with ThreadPoolExecutor(workers) as pool:
        left = iter(tasks)
        waiting: list[Future[Done]] = [pool.submit(work, task) for task in islice(left, workers)]
        while waiting:
            done = waiting.pop(0).result()
            waiting.extend(pool.submit(work, task) for task in islice(left, 1))
            yield done
