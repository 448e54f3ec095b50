"""The world's stage: a moment in, a picture and the boxes of what is in it out.

``python -m bench.world.stage --at X,Z --yaw DEGREES OUT.png`` looks around. The page of web/world
draws in a headless Chromium; nothing of it depends on the clock, so the same moment gives the same
pixels on the same machine.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import Empty
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from bench.world import bundle
from bench.world.browser import NoBrowser, open_page
from bench.world.exchange import Delivery, Exchange, Trouble
from bench.world.film import Coding, encode
from bench.world.spec import Box, Moment, Product
from pipelines.errors import InputError, StageError
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    from playwright.sync_api import Page

Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

FINE = 2.0
"""Texels a pixel along each side: what smooths edges."""
AHEAD = 2
"""Moments under way at once, so that the page draws while the last picture is encoded."""
_PATIENCE_S = 600.0
_TICK_S = 1.0


class PageFailed(StageError):
    """The page threw an error, or stopped answering."""

    code = "world_page_failed"


@dataclass(frozen=True, slots=True)
class Frame:
    """``image``: height x width x 3, RGB; ``boxes``: of what is in the picture, by name."""

    image: Picture
    boxes: dict[str, Box]


class Stage:
    """The world, ready to be looked at; a context manager.

    ``products``: those that figures hold and props show; ``seed``: of hall and people; ``fine``:
    texels a pixel along each side. Entering raises `NoBrowser` and `bundle.PageMissing`.
    """

    def __init__(
        self,
        products: Sequence[Product] = (),
        seed: int = 7,
        *,
        fine: float = FINE,
    ) -> None:
        self._setup: dict[str, Any] = {
            "products": [product.model_dump() for product in products],
            "seed": seed,
            "fine": fine,
        }
        self._closer = ExitStack()
        self._count = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._exchange = Exchange(bundle.load(), self._setup)
            stack.callback(self._exchange.close)
            self._page: Page = stack.enter_context(open_page(self._exchange.url))
            self._closer = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closer.close()

    def render(self, moment: Moment) -> Frame:
        """Draw one moment finely. Raises `NoBrowser` without WebGL, and `PageFailed`."""
        delivery = next(self.deliveries([moment], quick=False))
        camera = moment.camera
        flat = np.frombuffer(delivery.pixels, np.uint8)
        image = flat.reshape(camera.height, camera.width, 4)[..., :3].copy()
        return Frame(image, delivery.boxes)

    def film(
        self,
        moments: Iterable[Moment],
        out: Path,
        fps: float,
        sound: Path | None = None,
        *,
        crf: int = 20,
        preset: str = "medium",
        total: int | None = None,
        progress: Progress = silent,
    ) -> list[dict[str, Box]]:
        """Film the moments, all of one size with even sides, into an MP4; the boxes of each frame.

        ``sound``: a file laid under the picture; ``total``: how many moments there are (for
        ``progress``, which is called with each). Raises as `render` and `film.encode` do.
        """
        first, rest = _peek(moments)
        size = first.camera.width, first.camera.height
        coding = Coding(fps, sound, crf, preset)
        return encode(self.deliveries(rest), size, out, coding, total, progress)

    def deliveries(self, moments: Iterable[Moment], *, quick: bool = True) -> Iterator[Delivery]:
        """Raw pictures of the moments in their order, drawn ahead of their use.

        ``quick``: a camera that moves gets one texel a pixel with smoothed edges, and of one that
        stays the still world is drawn finely once; else every picture is drawn finely as a whole.
        """
        waiting: deque[int] = deque()
        for moment in moments:
            self._exchange.order(self._count, moment, quick=quick)
            waiting.append(self._count)
            self._count += 1
            if len(waiting) >= AHEAD:
                yield self._await(waiting.popleft())
        while waiting:
            yield self._await(waiting.popleft())

    def _await(self, index: int) -> Delivery:
        limit = time.monotonic() + _PATIENCE_S
        while time.monotonic() < limit:
            try:
                arrived = self._exchange.arrivals.get(timeout=_TICK_S)
            except Empty:
                continue
            if isinstance(arrived, Trouble):
                raise _meaning(arrived)
            if arrived.index == index:
                return arrived
        raise PageFailed(f"The page drew nothing for {_PATIENCE_S:.0f} s.", remedy="Try again.")


def _peek(moments: Iterable[Moment]) -> tuple[Moment, Iterator[Moment]]:
    waiting = iter(moments)
    first = next(waiting, None)
    if first is None:
        raise InputError("There are no moments to film.", remedy="Give at least one.")
    return first, chain([first], waiting)


def _meaning(trouble: Trouble) -> Exception:
    if trouble.kind == "webgl":
        return NoBrowser(
            f"Chromium has no WebGL: {trouble.text}",
            remedy="Use a build with SwiftShader: apt-get install --reinstall chromium",
        )
    return PageFailed(f"The world's page failed: {trouble.text}", remedy="Mend web/world.")


if __name__ == "__main__":
    from bench.world.look import command

    command()
