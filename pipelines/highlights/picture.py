"""One decode of the proxy: motion, closeness, light, focus and shot changes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.highlights.signals import change, closeness, focus, light, shots
from pipelines.highlights.signals.frames import FPS, LONG_SIDE, by_second, rounded
from pipelines.media.time import Time
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.media.frames import Block

DARK = 0.06
"""Mean brightness (0..1) below which a frame shows nothing."""
EVERY = FPS // closeness.SAMPLES
"""Of so many frames one is looked at for what does not change from frame to frame."""
BLOCK = 5 * FPS


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture does, one value a second, all 0..1 except ``sharpness`` (grey levels
    squared); what each means stands in `pipelines.highlights.signals`. ``black``, ``frozen``: the
    share of the second. ``shots``: when a new one begins."""

    motion: tuple[float, ...] = ()
    brightness: tuple[float, ...] = ()
    sharpness: tuple[float, ...] = ()
    shots: tuple[Time, ...] = ()
    closeness: tuple[float, ...] = ()
    black: tuple[float, ...] = ()
    frozen: tuple[float, ...] = ()
    blur: tuple[float, ...] = ()


def read_picture(proxy: Path, duration: Time, progress: Progress = silent) -> Picture:
    """Decode the proxy once, 192 pixels on its long side, 15 frames a second, and measure it.

    Any other video will do, too. Raises as `pipelines.media.frames.read_blocks`.
    """
    from pipelines.media.frames import read_blocks

    def told(blocks: Iterable[Block]) -> Iterable[Block]:
        for block in blocks:
            progress(block.times[0].us / max(duration.us, 1), "looking at the picture")
            yield block

    found = read_blocks(proxy, long_side=LONG_SIDE, fps=FPS, count=BLOCK)
    # Closed whatever happens, so that no decoder outlives a cancelled job.
    with closing(cast("Generator[Any]", found)) as blocks:
        return measure(told(blocks))


def measure(blocks: Iterable[Block]) -> Picture:
    """Measure frames in the order of their times; every block but the last holds `BLOCK`."""
    meter = _Meter()
    for block in blocks:
        meter.add(block)
    return meter.picture() if meter.times else Picture()


@dataclass(slots=True)
class _Meter:
    """What is kept of the frames: some bytes of each."""

    times: list[Time] = field(default_factory=list)
    changes: list[NDArray[np.float64]] = field(default_factory=list)
    looks: list[NDArray[np.float64]] = field(default_factory=list)
    cells: list[NDArray[np.uint8]] = field(default_factory=list)
    last: NDArray[np.uint8] | None = None

    def add(self, block: Block) -> None:
        import numpy as np

        frames = block.pixels
        self.changes.append(change.changes(frames, self.last))
        self.last = frames[-1]
        few = frames[::EVERY]
        looks = (light.brightness(few), light.black(few), focus.focus(few))
        self.looks.append(np.column_stack(looks))
        self.cells.append(closeness.cells(few))
        self.times.extend(block.times)

    def picture(self) -> Picture:
        import numpy as np

        luma, chroma, largest = np.concatenate(self.changes).T
        cuts = shots.shot_changes(luma, chroma)
        seconds = np.array([time.us // 1_000_000 for time in self.times])
        count = int(seconds[-1]) + 1
        few = seconds[::EVERY]
        bright, black, sharp, detail = (
            by_second(few, values, count) for values in np.concatenate(self.looks).T
        )
        near = closeness.closeness(np.concatenate(self.cells), [-(-cut // EVERY) for cut in cuts])
        frozen = change.frozen(largest).astype(np.float64)
        return Picture(
            motion=rounded(change.motion(luma, seconds, count), 3),
            brightness=rounded(bright, 3),
            sharpness=rounded(sharp, 1),
            shots=tuple(self.times[cut] for cut in cuts),
            closeness=rounded(by_second(few, near, count), 3),
            black=rounded(black, 2),
            frozen=rounded(by_second(seconds, frozen, count), 2),
            blur=rounded(focus.blur(detail, bright >= DARK), 2),
        )
