"""The demo speech model, decoded by the engines that decode real weights."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from bench.world import voices
from bench.world.screenplay import corpus
from bench.world.spec import Phrase, Voice
from bench.world.speech import backdrop
from bench.world.speech.bank import RATE, Utterance, utter
from bench.world.speech.casting import HELD_OUT
from bench.world.speech.exam import LEAD, distance, placed, units
from pipelines.media.time import Span, Time
from pipelines.speech import utterances, weights
from pipelines.speech.engine import Engine, load_engine
from pipelines.speech.spec import Chunk, Segment, SpeechSpec
from pipelines.speech.transcribe import transcribe_chunk

HAS_OPENAI = find_spec("whisper") is not None
LARGEST = 10_000_000
Answer = tuple[Utterance, list[Segment]]
SENTENCES = 8


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> weights.Weights:
    return weights.resolve("demo", tmp_path_factory.mktemp("cache"), download=False)


@pytest.fixture(scope="module")
def engine(demo: weights.Weights) -> Engine:
    return load_engine(demo)


@pytest.fixture(scope="module")
def answers(engine: Engine) -> dict[str, list[Answer]]:
    """What the model writes for sentences of both languages."""
    return {
        language: [(one, heard(engine, one, noisy)) for one, noisy in spoken(language)]
        for language in ("en", "zh")
    }


@cache
def sentences(language: str) -> tuple[Phrase, ...]:
    phrases = corpus(np.random.default_rng(2026))
    return tuple(islice((p for p in phrases if p.language == language), SENTENCES))


def spoken(language: str) -> Iterator[tuple[Utterance, bool]]:
    """Sentences in voices that the model has never heard, every second one in a noisy hall."""
    live = [speaker[language] for speaker in voices.LIVE.values()]
    cast: list[Voice] = [*live, *(HELD_OUT["zh"] if language == "zh" else HELD_OUT["en"])]
    for index, phrase in enumerate(sentences(language)):
        yield utter(phrase, cast[index // 2 % len(cast)]), bool(index % 2)


def heard(engine: Engine, utterance: Utterance, noisy: bool) -> list[Segment]:
    sound = placed(utterance, noisy)
    return list(engine.transcribe(sound, utterance.phrase.language, ()))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_writes_voices_that_it_has_never_heard(
    answers: dict[str, list[Answer]], language: str
) -> None:
    wrong = total = 0
    for utterance, segments in answers[language]:
        said = units(utterance.phrase.text, language)
        found = "".join(f" {segment.text}" for segment in segments)
        wrong += distance(said, units(found, language))
        total += len(said)
    assert wrong / total < 0.12


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_tells_the_language(engine: Engine, language: str) -> None:
    found = [engine.detect(placed(*one))[0] for one in spoken(language)]
    assert found.count(language) >= SENTENCES - 1


def test_it_knows_when_a_word_begins(answers: dict[str, list[Answer]]) -> None:
    errors = []
    for utterance, segments in answers["en"]:
        words = [word for segment in segments for word in segment.words]
        if [w.text.strip() for w in words] == [w.text.strip() for w in utterance.words]:
            pairs = zip(words, utterance.words, strict=True)
            errors += [abs(word.start.s - LEAD - true.start) for word, true in pairs]
    assert len(errors) > 30
    assert np.median(errors) < 0.12


@pytest.mark.parametrize("kind", ["silence", *backdrop.KINDS])
def test_it_writes_nothing_where_nobody_speaks(engine: Engine, kind: str) -> None:
    random = np.random.default_rng(5)
    sound = np.zeros(6 * RATE, np.float32)
    if kind != "silence":
        sound = backdrop.piece(kind, 6 * RATE, random) * np.float32(0.1)
    assert list(engine.transcribe(sound, "en", ())) == []


def test_a_chinese_sentence_in_an_english_recording_is_written_in_chinese(
    demo: weights.Weights, to_flac: Callable[..., Path], tmp_path: Path
) -> None:
    english, chinese = sentences("en")[:3], sentences("zh")[:1]
    phrases = (*english[:2], *chinese, *english[2:])
    parts = []
    for phrase in phrases:
        said = utter(phrase, voices.LIVE["hostess"][phrase.language]).samples
        parts += [said, np.zeros(round(0.7 * RATE), np.int16)]
    wavfile.write(tmp_path / "talk.wav", RATE, np.concatenate(parts))
    flac = to_flac(tmp_path / "talk.wav")
    length = Time.seconds(sum(map(len, parts)) / RATE)
    chunk = Chunk(index=0, span=Span(start=Time(), end=length))
    transcript = transcribe_chunk(flac, chunk, SpeechSpec(model="demo"), demo)
    assert transcript.language == "en"
    han = [segment.text for segment in transcript.segments if not segment.text.isascii()]
    assert distance(units(chinese[0].text, "zh"), units("".join(han), "zh")) <= 1
    assert len(transcript.segments) == len(phrases)


def test_the_folder_is_small_and_says_what_it_is(demo: weights.Weights) -> None:
    assert sum(file.stat().st_size for file in demo.path.iterdir()) < LARGEST
    assert demo.demo
    assert utterances.manner(demo.path) is not None
    assert "never" in (demo.path / "MODEL_CARD.md").read_text(encoding="utf-8")
    measured = json.loads((demo.path / "metrics.json").read_text(encoding="utf-8"))
    assert measured["speech"]["en"]["sentences"] > 100


@pytest.mark.skipif(not HAS_OPENAI, reason="openai-whisper (extra 'whisper') is not installed")
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_the_reference_engine_writes_the_same(
    demo: weights.Weights, engine: Engine, tmp_path: Path
) -> None:
    from bench.world.speech.reference import write_reference

    file = write_reference(demo.path, tmp_path / "demo.pt")
    reference = load_engine(weights.resolve(str(file), tmp_path, download=False))
    for utterance, _ in islice(spoken("en"), 0, 6, 2):
        texts = [
            [segment.text for segment in heard(one, utterance, noisy=False)]
            for one in (engine, reference)
        ]
        assert texts[0] == texts[1]
