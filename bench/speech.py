"""What our speech stage costs over the engine that it drives, how fast that is beside the reference
implementation, and whether memory stays flat over hours.

``python -m bench.speech [--openai-python PATH] [--hours 1,3,12] [--publish]``. PATH is an
interpreter that has openai-whisper and torch (CPU); without it the peer is reported as not
installed. All engines hear with the bundled demo model, made as large as Whisper base
(`bench.speech_model`), because no weights are downloaded here.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assets import asset
from bench.speech_hours import lengthened, memory, spent, told_memory
from bench.speech_model import enlarge
from bench.tables import publish, table
from bench.world.measures import words
from bench.world.spec import Timeline, Truth
from pipelines.media import ffmpeg
from pipelines.media.time import Span, Time
from pipelines.speech import sound, utterances, weights
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.engine import load_engine
from pipelines.speech.engines.faster_whisper import BEAM
from pipelines.speech.spec import Segment, SpeechSpec, Transcript
from pipelines.speech.spread import shift, spread_words
from pipelines.speech.transcribe import transcribe_chunk
from pipelines.speech.weights import Weights

MINUTES = 4
"""Of the demo's sound, over and over, that both sides of the first table hear."""
REPEATS = 3
UTTERANCES = 24
CALLS = ("encode", "detect_language", "generate", "align")
"""What costs in a network."""
PEER = Path(__file__).with_name("speech_peer.py")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        demo = weights.resolve("demo", folder, download=False)
        large = weights.resolve(str(enlarge(demo.path, folder / "base")), folder, download=False)
        talk = speech(folder)
        parts = [_shown(_told_cost(cost(talk, large, folder)))]
        parts.append(_shown(_told_peer(peer(talk, demo, large, options.openai_python, folder))))
        hours = [int(hour) for hour in options.hours.split(",") if hour]
        if hours:
            found = [(hour, memory(talk, hour, folder)) for hour in hours]
            parts.append(_shown(told_memory(found)))
    body = "\n\n".join((*parts, "`python -m bench.speech --publish` makes these tables."))
    if options.publish:
        publish("speech", "Recognising speech", body)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--openai-python", type=Path, help="an interpreter with openai-whisper")
    parser.add_argument("--hours", default="1,3,12", help="lengths of the memory table")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    return parser.parse_args(arguments)


def _shown(part: str) -> str:
    sys.stdout.write(part + "\n\n")
    sys.stdout.flush()
    return part


def speech(folder: Path) -> Path:
    """The sound of the demo recording, as `ingest` leaves it."""
    recording, flac = asset("demo", "recording.mp4"), folder / "talk.flac"
    flags = ["-vn", "-ac", "1", "-ar", "16000", "-c:a", "flac", str(flac)]
    ffmpeg.run([*ffmpeg.source(recording), *flags], read=[recording], write=[folder])
    return flac


class Metered:
    """A CTranslate2 model that counts its calls and their CPU seconds."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.calls: dict[str, int] = dict.fromkeys(CALLS, 0)
        self.seconds: dict[str, float] = dict.fromkeys(CALLS, 0.0)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        if name not in CALLS:
            return found

        def counted(*arguments: Any, **options: Any) -> Any:
            begun = time.process_time()
            result = found(*arguments, **options)
            self.calls[name] += 1
            self.seconds[name] += time.process_time() - begun
            return result

        return counted


@dataclass(frozen=True, slots=True)
class Turns:
    """One side of a comparison. ``around``: CPU seconds outside the network, one for each turn;
    ``calls`` and ``seconds``: of the network in all turns, by kind."""

    around: list[float]
    calls: dict[str, int]
    seconds: dict[str, float]

    def total(self, prices: dict[str, float]) -> float:
        """CPU seconds of a turn, its calls of the network at these prices."""
        network = sum(count * prices[name] for name, count in self.calls.items())
        return median(self.around) + network / len(self.around)


@dataclass(frozen=True, slots=True)
class Cost:
    """Faster-whisper alone and our stage over so many seconds of sound. What a network writes is
    another thing when a window begins elsewhere, and so is the time it takes; so a call costs the
    same on both sides, and what counts is how many there are."""

    seconds: float
    bare: Turns
    ours: Turns

    @property
    def prices(self) -> dict[str, float]:
        """CPU seconds of a call, by kind, over both sides."""
        both = (self.bare, self.ours)
        return {
            name: sum(side.seconds[name] for side in both)
            / max(sum(side.calls[name] for side in both), 1)
            for name in self.bare.calls
        }

    @property
    def extra(self) -> float:
        """How much more ours takes, as a share."""
        return self.ours.total(self.prices) / self.bare.total(self.prices) - 1


def cost(talk: Path, model: Weights, folder: Path) -> Cost:
    """Our chunks of the whole sound, with the plan, beside one call of faster-whisper with its own
    voice detector; by turns, so that a slower hour of the machine hits both."""
    flac = lengthened(talk, MINUTES * 60, folder / "minutes.flac")
    whisper = _bare(model)
    engine: Any = load_engine(model)
    whisper.model, engine._whisper.model = Metered(whisper.model), Metered(engine._whisper.model)
    bare, ours = [], []
    for _ in range(REPEATS):
        bare.append(_around(whisper.model, lambda: _bare_transcribe(whisper, flac)))
        ours.append(_around(engine._whisper.model, lambda: transcribed(flac, model)))
    sides = [(bare, whisper.model), (ours, engine._whisper.model)]
    return Cost(MINUTES * 60, *(Turns(turns, meter.calls, meter.seconds) for turns, meter in sides))


def _around(meter: Metered, work: Callable[[], object]) -> float:
    """CPU seconds of ``work`` outside the network."""
    before = sum(meter.seconds.values())
    return spent(work) - (sum(meter.seconds.values()) - before)


def _bare(model: Weights) -> Any:
    from faster_whisper import WhisperModel

    from pipelines.speech import machine

    return WhisperModel(
        str(model.path), device="cpu", compute_type="int8", cpu_threads=machine.cores()
    )


def _bare_transcribe(whisper: Any, flac: Path) -> list[Any]:
    found, _ = whisper.transcribe(
        str(flac),
        beam_size=BEAM,
        word_timestamps=True,
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return list(found)


def transcribed(flac: Path, model: Weights) -> list[Transcript]:
    """What the stages of a job do: plan, then chunk by chunk."""
    plan = plan_chunks(flac)
    return [transcribe_chunk(flac, chunk, SpeechSpec(), model) for chunk in plan.chunks]


@dataclass(frozen=True, slots=True)
class Heard:
    """One engine over the same utterances: CPU seconds and word error rate; None when the engine
    is not there."""

    cpu: float
    wrong: float


def peer(
    talk: Path, demo: Weights, large: Weights, python: Path | None, folder: Path
) -> tuple[float, Heard, Heard | None]:
    """Seconds of sound, our engine, and the reference with the same weights."""
    sounds = _utterances(talk, demo)
    length = sum(len(one) for _, _, one in sounds) / sound.RATE
    engine = load_engine(large)
    list(engine.transcribe(sounds[0][2], sounds[0][0], ()))
    found: list[Segment] = []

    def hear() -> None:
        for language, start, audio in sounds:
            found.extend(shift(one, start) for one in engine.transcribe(audio, language, ()))

    ours = Heard(spent(hear), 0.0)
    truth = Truth.load(asset("demo", "recording.truth.json")).timeline
    ours = Heard(ours.cpu, _wrong(truth, found, sounds))
    if python is None:
        return length, ours, None
    return length, ours, _reference(truth, sounds, large, python, folder)


Utterance = tuple[str, Time, sound.Sound]


def _utterances(talk: Path, demo: Weights) -> list[Utterance]:
    """The first utterances of the recording, each with its language and where it begins: what the
    demo model has learnt to hear."""
    audio = sound.read_span(talk, Span(start=Time(), end=Time.seconds(3600)))
    wanted = utterances.manner(demo.path)
    assert wanted is not None
    plan = plan_chunks(talk)
    engine = load_engine(demo)
    spans = utterances.windows(audio, plan.speech, wanted)[:UTTERANCES]
    parts = [(span.start, sound.cut(audio, span)) for span in spans]
    return [(engine.detect(part)[0], start, part) for start, part in parts]


def _wrong(truth: Timeline, found: Sequence[Segment], sounds: Sequence[Utterance]) -> float:
    """The word error rate over what was said until the last utterance ended."""
    _, start, last = sounds[-1]
    end = (start + sound.length(last)).s
    said = truth.model_copy(update={"spoken": [one for one in truth.spoken if one.start < end]})
    heard = Transcript(language="en", engine="bench", segments=tuple(found))
    return words.score(said, heard).errors.rate


def _reference(
    truth: Timeline, sounds: Sequence[Utterance], large: Weights, python: Path, folder: Path
) -> Heard:
    named = {f"{language} {at}": audio for at, (language, _, audio) in enumerate(sounds)}
    np.savez(folder / "sounds.npz", **named)  # type: ignore[arg-type]
    make = (
        "import sys; from pathlib import Path; from bench.world.speech.reference import "
        "write_reference; write_reference(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    root = str(PEER.parent.parent)
    model = str(folder / "base.pt")
    subprocess.run([python, "-c", make, str(large.path), model], check=True, cwd=root)
    done = subprocess.run(
        [python, str(PEER), model, str(folder / "sounds.npz")],
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(done.stdout)
    found = [
        shift(_segment(segment), sounds[int(name.split()[1])][1])
        for name, segments in answer["segments"].items()
        for segment in segments
    ]
    return Heard(answer["cpu_s"], _wrong(truth, found, sounds))


def _segment(found: dict[str, Any]) -> Segment:
    start, end = Time.seconds(found["start"]), Time.seconds(found["end"])
    text = found["text"].strip()
    return Segment(text=text, start=start, end=end, words=spread_words(text, start, end))


def _told_cost(found: Cost) -> str:
    bare = found.bare.total(found.prices)
    rows = [
        _side("faster-whisper alone", found.bare, found.bare.total(found.prices), ""),
        _side("Tradereel", found.ours, found.ours.total(found.prices), f"{found.extra:+.1%}"),
    ]
    told = (
        f"The same {found.seconds / 60:.0f} minutes of sound in windows of half a minute, the same "
        "weights (the demo model, as large as Whisper base), beam and detection of the language, "
        "8-bit integers; voice detection counts on both sides, ours also plans chunks, finds "
        f"languages by the window, checks and mends. CPU seconds of the process, {REPEATS} turns "
        "each in alternation, medians. This model writes long or short nonsense as a window "
        "begins here or there, so a call of the network has the same price on both sides "
        f"({bare - median(found.bare.around):.1f} s of the first total) and their number counts."
    )
    head = ["", "encoder passes", "decoder passes", "all the rest, s", "total, s", "extra"]
    return f"{told}\n\n{table(head, rows)}"


def _side(name: str, side: Turns, total: float, extra: str) -> list[str]:
    turns = len(side.around)
    counts = [f"{side.calls[call] / turns:.1f}" for call in ("encode", "generate")]
    return [name, *counts, f"{median(side.around):.2f}", f"{total:.2f}", extra]


def _told_peer(found: tuple[float, Heard, Heard | None]) -> str:
    length, ours, other = found
    rows = [["Tradereel's engine (faster-whisper, int8)", *_figures(ours, length), "1.0"]]
    if other:
        ratio = f"{other.cpu / ours.cpu:.1f}"
        rows.append(["openai-whisper (float32)", *_figures(other, length), ratio])
    else:
        rows.append(["openai-whisper", "not installed", "", "", ""])
    told = (
        f"The first {UTTERANCES} utterances of the demo recording ({length:.0f} s of speech), the "
        "same sounds, languages, weights, beam and word times on both sides."
    )
    head = ["engine", "CPU s", "CPU s for a second of sound", "words wrong", "times our work"]
    return f"{told}\n\n{table(head, rows)}"


def _figures(heard: Heard, length: float) -> list[str]:
    return [f"{heard.cpu:.1f}", f"{heard.cpu / length:.2f}", f"{heard.wrong:.1%}"]


if __name__ == "__main__":
    raise SystemExit(main())
