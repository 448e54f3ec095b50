"""Long recordings: read in pieces, from where the piece begins, in flat memory."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.speech import sound, voice
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.spec import SpeechSpec
from pipelines.speech.transcribe import transcribe_chunk
from pipelines.speech.weights import resolve

LENGTH = 1200


@pytest.fixture(scope="module")
def long(to_flac: Callable[..., Path]) -> Path:
    """Twenty minutes that rise slowly, so that every sample tells where it comes from."""
    return to_flac(f"aevalsrc=t/{2 * LENGTH}:d={LENGTH}:s=16000")


def test_the_last_chunk_is_read_without_what_is_before_it(long: Path) -> None:
    last = Span(start=Time.seconds(LENGTH - 20), end=Time.seconds(LENGTH))
    begun = process_time()
    samples = sound.read_span(long, last)
    seeking = process_time() - begun
    begun = process_time()
    decoded = sum(len(block) for block in sound.read_blocks(long, size=voice.BLOCK))
    assert seeking < (process_time() - begun) / 3
    assert decoded == LENGTH * sound.RATE
    assert len(samples) == 20 * sound.RATE
    assert samples[0] == pytest.approx((LENGTH - 20) / (2 * LENGTH), abs=1e-4)
    assert samples[-1] == pytest.approx(0.5, abs=1e-4)


def test_many_blocks_need_the_memory_of_a_few(long: Path) -> None:
    tracemalloc.start()
    for _ in sound.read_blocks(long, size=voice.BLOCK):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * voice.BLOCK * np.dtype(np.float32).itemsize


def test_a_plan_saves_listening_again(to_flac: Callable[..., Path], tmp_path: Path) -> None:
    """A chunk with its speech gives the same words as one that has to be listened to."""
    flac = to_flac(
        "anullsrc=r=16000:cl=mono:d=3",
        "flite=text='this is our camping lantern':v=slt",
        "anullsrc=r=16000:cl=mono:d=6",
        "flite=text='it is very light, so it is good for camping':v=slt",
    )
    (chunk,) = plan_chunks(flac).chunks
    assert chunk.speech
    assert [round(one.start.s) for one in chunk.speech] == [0, 9]
    demo = resolve("demo", tmp_path, download=False)
    unheard = chunk.model_copy(update={"speech": None})
    texts = [
        [segment.text for segment in transcribe_chunk(flac, one, SpeechSpec(), demo).segments]
        for one in (chunk, unheard)
    ]
    assert texts[0] == texts[1]
    assert texts[0]
