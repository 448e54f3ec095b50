"""Where somebody speaks: Silero VAD, whose weights ship inside the faster-whisper wheel, without
the crowds that it takes for speech."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.media.time import ZERO, Span, Time
from pipelines.speech.crowd import crowded
from pipelines.speech.sound import RATE, Sound

WINDOW = 512
"""Samples the detector judges at once (32 ms)."""
BLOCK = WINDOW * 1875
"""Samples in one call of the detector (60 s)."""
WARM_UP = WINDOW * 64
"""Samples of the block before that are judged again (2 s), because the detector has a memory."""

AHEAD = WINDOW * 500
"""Samples of the block after that a crowd is told by (16 s)."""

ONSET, OFFSET = 0.5, 0.35
"""Probabilities: speech begins above the first and ends below the second (Silero's defaults)."""
SURE = 0.9
"""The detector gives this to one clear voice, and to nothing else that sounds like speech."""
SHORTEST_PAUSE = Time.seconds(0.3)
SHORTEST_SPEECH = Time.seconds(0.2)
PAD = Time.seconds(0.1)


def find_speech(sound: Sound) -> tuple[Span, ...]:
    """The spans of ``sound`` (mono, 16 kHz) in which somebody speaks, from its first sample."""
    blocks = (sound[at : at + BLOCK] for at in range(0, len(sound), BLOCK))
    parts = list(probabilities(blocks))
    return spans(np.concatenate(parts) if parts else np.empty(0, np.float32), len(sound))


def probabilities(blocks: Iterable[Sound]) -> Iterator[NDArray[np.float32]]:
    """The probability that one voice speaks, of each `WINDOW`, block by block; nought in a crowd.
    Every block but the last must be a whole number of windows long; each is told when the next
    has been heard."""
    held: tuple[Sound, NDArray[np.float32]] | None = None
    for block, found in _heard(blocks):
        if held is not None:
            yield _alone(*held, block[:AHEAD], found[: AHEAD // WINDOW])
        held = block, found
    if held is not None:
        yield _alone(*held, held[0][:0], held[1][:0])


def _heard(blocks: Iterable[Sound]) -> Iterator[tuple[Sound, NDArray[np.float32]]]:
    """Each block with what the detector says of its windows."""
    from faster_whisper.vad import get_vad_model

    model = get_vad_model()
    before = np.empty(0, np.float32)
    for block in blocks:
        tail = np.zeros(-len(block) % WINDOW, np.float32)
        judged = model(np.concatenate([before, block, tail]))
        yield block, np.asarray(judged, np.float32).reshape(-1)[len(before) // WINDOW :]
        before = block[-WARM_UP:]


def _alone(
    block: Sound, found: NDArray[np.float32], ahead: Sound, next_found: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The probabilities of a block, nought in a crowd; what follows it is looked at, too."""
    both = np.concatenate([found, next_found])
    sound = np.concatenate([block, ahead]) if len(ahead) else block
    crowd = crowded(sound, both >= ONSET, both >= SURE)[: len(found)]
    return np.where(crowd, np.float32(0), found)


def spans(probability: NDArray[np.float32], samples: int) -> tuple[Span, ...]:
    """Speech spans out of the probabilities: hysteresis, short pauses bridged, short blips
    dropped, a little padding; ``samples`` long is the whole sound."""
    end = _time(samples)
    bridged: list[tuple[Time, Time]] = []
    for begin, finish in _runs(probability):
        if bridged and begin - bridged[-1][1] < SHORTEST_PAUSE:
            bridged[-1] = (bridged[-1][0], finish)
        else:
            bridged.append((begin, finish))
    return tuple(
        Span(start=max(ZERO, begin - PAD), end=min(end, finish + PAD))
        for begin, finish in bridged
        if finish - begin >= SHORTEST_SPEECH
    )


def _runs(probability: NDArray[np.float32]) -> Iterator[tuple[Time, Time]]:
    """Runs that rise over `ONSET` and last until they fall under `OFFSET`."""
    begin: int | None = None
    for index, value in enumerate(probability.tolist()):
        if begin is None and value >= ONSET:
            begin = index
        elif begin is not None and value < OFFSET:
            yield _time(begin * WINDOW), _time(index * WINDOW)
            begin = None
    if begin is not None:
        yield _time(begin * WINDOW), _time(len(probability) * WINDOW)


def _time(samples: int) -> Time:
    return Time(samples * 1_000_000 // RATE)
