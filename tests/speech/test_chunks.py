"""The voice detector on real sound, and where recordings are cut."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.media.time import Span, Time
from pipelines.speech import sound, voice
from pipelines.speech.chunks import cut, plan_chunks
from pipelines.speech.errors import SoundUnreadable

SILENCE = "anullsrc=r=16000:cl=mono:d={}"


def spoken(spans: tuple[Span, ...]) -> float:
    return sum(span.duration.s for span in spans)


@pytest.mark.parametrize(
    "source",
    [
        "anullsrc=r=16000:cl=mono:d=6",
        "sine=f=440:d=6:r=16000",
        "anoisesrc=c=pink:a=0.3:d=6:r=16000:seed=3",
    ],
    ids=["silence", "tone", "noise"],
)
def test_no_speech_no_chunks(to_flac: Callable[..., Path], source: str) -> None:
    plan = plan_chunks(to_flac(source))
    assert plan.chunks == ()
    assert plan.speech == ()


@pytest.mark.shared
def test_no_speech_in_real_silence(shared: Path, to_flac: Callable[..., Path]) -> None:
    plan = plan_chunks(to_flac(shared / "media/speech/none/empty_8s.wav"))
    assert plan.chunks == ()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("en/jfk.flac", 7.0),
        ("zh/azure_zh_training_audio2.wav", 20.0),
        ("es/azure_es_training_audio2.wav", 22.0),
        ("ja/pico_ja.wav", 3.0),
    ],
)
def test_real_speech_is_found(
    shared: Path, to_flac: Callable[..., Path], name: str, least: float
) -> None:
    plan = plan_chunks(to_flac(shared / "media/speech" / name))
    assert spoken(plan.speech) >= least
    assert len(plan.chunks) == 1


@pytest.mark.shared
def test_speech_is_found_between_music_and_noise(
    shared: Path, to_flac: Callable[..., Path]
) -> None:
    """The expected segments are those of the corpus; two seconds of slack at each end."""
    folder = shared / "media/speech/none"
    rows = [line.split("\t") for line in (folder / "musanmix_ref.csv").read_text().splitlines()]
    speech = [
        Span(start=Time.seconds(float(row[1]) - 2), end=Time.seconds(float(row[2]) + 2))
        for row in rows[1:]
        if row[0].strip().lower() in ("male", "female", "speech")
    ]
    assert speech, rows[:3]
    plan = plan_chunks(to_flac(folder / "musanmix_75s.mp3"))
    heard = sum(span.overlap(other).us for span in plan.speech for other in speech)
    assert plan.speech
    assert heard >= 0.95 * sum(span.duration.us for span in plan.speech)


@pytest.mark.shared
def test_chunks_are_cut_in_the_long_pause(shared: Path, to_flac: Callable[..., Path]) -> None:
    talk = shared / "media/speech/en/jfk.flac"
    flac = to_flac(talk, SILENCE.format(5), talk, SILENCE.format(70), talk)
    plan = plan_chunks(flac, target=Time.seconds(25))
    assert len(plan.chunks) >= 2
    for before, after in itertools.pairwise(plan.chunks):
        assert before.span.end == after.span.start
        assert not any(span.holds(before.span.end) for span in plan.speech)
    assert plan.chunks[0].span.start <= plan.speech[0].start
    assert plan.chunks[-1].span.end >= plan.speech[-1].end


@pytest.mark.shared
def test_blocks_and_whole_agree(shared: Path, to_flac: Callable[..., Path]) -> None:
    """The detector heard in blocks finds what it finds in one go, over a block's edge too."""
    flac = to_flac(shared / "media/speech/fr/smartphone_178s.mp3")
    samples = np.concatenate(list(sound.read_blocks(flac, size=voice.BLOCK)))
    whole = voice.spans(next(voice.probabilities([samples])), len(samples))
    planned = plan_chunks(flac).speech
    assert spoken(planned) == pytest.approx(spoken(whole), rel=0.02)


def test_a_span_is_read_to_the_sample(to_flac: Callable[..., Path]) -> None:
    """A rising ramp tells where a sample comes from."""
    flac = to_flac("aevalsrc=t/20:d=10:s=16000")
    part = sound.read_span(flac, Span(start=Time.seconds(3.5), end=Time.seconds(4.25)))
    assert len(part) == 12_000
    assert part[0] == pytest.approx(3.5 / 20, abs=1e-4)
    assert part[-1] == pytest.approx(4.25 / 20, abs=1e-4)


def test_reading_past_the_end_gives_what_is_there(to_flac: Callable[..., Path]) -> None:
    flac = to_flac("sine=d=1:r=16000")
    assert len(sound.read_span(flac, Span(start=Time.seconds(0.5), end=Time.seconds(9)))) == 8000
    assert len(sound.read_span(flac, Span(start=Time.seconds(5), end=Time.seconds(9)))) == 0


@pytest.mark.parametrize("data", [b"", b"fLaC no sound at all"], ids=["empty", "garbage"])
def test_unreadable_sound_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.flac"
    path.write_bytes(data)
    with pytest.raises(SoundUnreadable):
        plan_chunks(path)


gaps = st.lists(st.tuples(st.integers(1, 8_000_000), st.integers(1, 30_000_000)), max_size=80)


@given(gaps, st.integers(5, 60))
def test_chunks_cover_all_speech_without_gaps(pairs: list[tuple[int, int]], target: int) -> None:
    speech, now = [], 0
    for gap, length in pairs:
        speech.append(Span(start=Time(now + gap), end=Time(now + gap + length)))
        now += gap + length
    chunks = cut(speech, Time.seconds(target))
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    if speech:
        assert chunks[0].span.start == speech[0].start
        assert chunks[-1].span.end == speech[-1].end
    for before, after in itertools.pairwise(chunks):
        assert before.span.end == after.span.start
    assert all(chunk.span.duration.s <= 1.5 * target for chunk in chunks)
