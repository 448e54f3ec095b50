"""How well recordings are understood whose truth is known: words, facts, cuts, framing, shots.

``python -m bench.understanding [FOLDER…] [--model NAME] [--publish]``: each folder holds
``recording.*`` with ``recording.truth.json``, ``events.jsonl`` and ``products.json``, as the
bundled demo (the default) or as `bench.world livestream` makes others. Every measure stands beside
a plain way to do the same, in the same run. ``--publish`` writes the tables to docs/benchmarks.md.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from assets import asset
from bench.tables import publish, table
from bench.world.measures import cuts, facts, framing, shots, words
from bench.world.spec import Timeline, Truth
from pipelines.errors import InputError
from pipelines.highlights.facts import find_facts
from pipelines.highlights.products import read_products
from pipelines.highlights.spec import Fact, Product
from pipelines.media.frames import read_frames
from pipelines.media.parts import join
from pipelines.media.spec import Ingested
from pipelines.media.time import Span, Time
from pipelines.shorts import footage, reframe
from pipelines.shorts.cut import Cut
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import EditPlan, Framings, Ratio
from pipelines.shorts.timeline import timeline
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Segment, Transcript, Word
from pipelines.speech.subtitles import read_transcript
from worker import console
from worker.livestream import LIVESTREAM
from worker.local import LocalRun
from worker.pipeline import Pipeline, Tools
from worker.showcase import Found, read_found
from worker.stretch import LEAD

TRUTH = "recording.truth.json"
COMPANIONS = {"events": "events.jsonl", "products": "products.json"}
BROUGHT = "recording.vtt"
UNDERSTOOD = Pipeline(
    "understanding", LIVESTREAM.steps[: LIVESTREAM.steps.index(LIVESTREAM.step("plan")) + 1]
)
"""The livestream's stages up to the plans: nothing is rendered here."""
RATIOS: tuple[Ratio, ...] = ("9:16", "4:5", "1:1")
STEP = 27
"""Of 255; the usual threshold of tools that compare neighbouring frames."""
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording, understood. ``framings``: as rendering would decide them, by clip and ratio;
    ``steps``: when the lightness of the picture jumps, seconds."""

    name: str
    truth: Truth
    found: Found
    products: tuple[Product, ...]
    brought: Transcript | None
    framings: tuple[Framings, ...]
    steps: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    trials = [understand(folder, options.model) for folder in options.folders]
    body = report(trials)
    console.out.print(body, markup=False)
    if options.publish:
        publish("understanding", "Understanding a livestream", body)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", default=[asset("demo")])
    parser.add_argument("--model", help="speech model; by default the demo's where it is shipped")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    return parser.parse_args(arguments)


def understand(folder: Path, model: str | None = None) -> Trial:
    """Run the stages over one recording; raises `InputError` when its truth is missing."""
    recording = _recording(folder)
    companions = {k: folder / v for k, v in COMPANIONS.items() if (folder / v).is_file()}
    model = model or _shipped()
    if model is None:
        companions["transcript"] = folder / BROUGHT
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        spec = {"model": model or "none", "ratio": ["9:16"], "title": folder.name}
        tools = Tools(weights=Path(scratch), download=False)
        LocalRun(UNDERSTOOD, (recording,), out, spec, tools, companions).run()
        return Trial(
            name=folder.resolve().name,
            truth=Truth.load(folder / TRUTH),
            found=read_found(out),
            products=read_products(companions["products"]) if "products" in companions else (),
            brought=read_transcript(folder / BROUGHT) if (folder / BROUGHT).is_file() else None,
            framings=framings(out),
            steps=jumps(out / "work" / "proxy.mp4"),
        )


def _recording(folder: Path) -> Path:
    beside = {".json", ".jsonl", ".vtt", ".srt", ".wav"}
    media = [path for path in sorted(folder.glob("recording.*")) if path.suffix not in beside]
    if not media or not (folder / TRUTH).is_file():
        raise InputError(
            f"{folder.name} holds no recording with its truth ({TRUTH}).",
            remedy="Make one with `python -m bench.world livestream`.",
        )
    return media[0]


def _shipped() -> str | None:
    return "demo" if asset("demo", "speech-model", "model.bin").is_file() else None


def framings(out: Path) -> tuple[Framings, ...]:
    """How rendering would frame each planned clip, without drawing it; nothing of mere sound."""
    ingested = Ingested.load(out / "work" / "ingested.json")
    if ingested.proxy is None:
        return ()
    plans = [EditPlan.load(path) for path in sorted((out / "plans").glob("*.json"))]
    return tuple(one for plan in plans for one in _framed(plan, ingested, out / "work"))


def _framed(plan: EditPlan, ingested: Ingested, work: Path) -> tuple[Framings, ...]:
    start, end = plan.span.start - LEAD, plan.span.end + LEAD
    parts = [part for part in ingested.parts if part.span.start < end and start < part.span.end]
    joined = work / "joined.mkv"
    origin = join(work / "parts", parts, plan.span, joined)
    source = open_source(joined)
    last = min(plan.span.end, origin + source.length)
    rotation = ingested.probe.video.rotation if ingested.probe.video else 0
    shown = timeline(Span(start=plan.span.start, end=last), plan.removed)
    cut = Cut(plan.span.start - origin, shown, rotation)
    scenes = footage.scenes(plan, footage.look(source, cut), cut.timeline)
    joined.unlink()
    return tuple(reframe.decide(scenes, ratio) for ratio in RATIOS)


def jumps(proxy: Path) -> tuple[float, ...]:
    """The plain way to find cuts: the mean lightness of the pixels changes by a fixed step."""
    found, before = [], None
    if not proxy.is_file():
        return ()
    for moment, frame in read_frames(proxy, width=64, gray=True):
        now = frame.astype(np.int16)
        if before is not None and float(np.abs(now - before).mean()) > STEP:
            found.append(moment.s)
        before = now
    return tuple(found)


def report(trials: Sequence[Trial]) -> str:
    """All tables, with what they count."""
    told = (
        "Recordings of a made world, whose every word, fact, cut and subject is known. *WER*: "
        "wrong words (English) and characters (Chinese) for each true one. *Found*: an editor's "
        "cut and a chosen span overlap by 30 % (intersection over union) or more. The plain ways "
        "get as many clips of the same length as were chosen. `python -m bench.understanding "
        "--publish` makes these tables."
    )
    sections = (
        (("recording", "words", "WER", "English", "Chinese", "start off, median", "90 %"), _words),
        (("recording", "facts in", "right", "precision", "recall"), _facts),
        (("recording", "clips", "cuts found", "clips that found one", "overlap ≥ 0.5",
          "mean overlap", "cut time shown", "border off", "beside any cut", "dead air"), _cuts),
        (("recording", "framing", "90 % inside", "middle inside", "background only",
          "in a locked window at best", "height of it, median", "tiny", "fastest pan",
          "acceleration"), _framings),
        (("recording", "shot changes", "found", "precision", "recall"), _shots),
    )  # fmt: skip
    tables = [(head, [row for one in trials for row in rows(one)]) for head, rows in sections]
    return "\n\n".join([told, *(table(head, rows) for head, rows in tables if rows)])


def _words(trial: Trial) -> Rows:
    film, found = trial.truth.timeline, trial.found.transcript
    ways = [(" ".join(filter(None, (found.engine, found.model))), found)]
    if trial.brought and found.engine != trial.brought.engine:
        ways.append(("plain: true captions, times spread in each", trial.brought))
    return [[trial.name, name, *_word_cells(words.score(film, way))] for name, way in ways]


def _word_cells(score: words.WordScore) -> list[str]:
    rates = (score.errors.rate, score.english.rate, score.chinese.rate)
    return [*(f"{rate:.1%}" for rate in rates), _seconds(score.median), _seconds(score.p90)]


def _facts(trial: Trial) -> Rows:
    film = trial.truth.timeline
    known = facts.score(film.facts, find(true_transcript(film), trial.products))
    heard = facts.score(film.facts, trial.found.facts)
    ways = (("the words as written", heard), ("the true words", known))
    stated = len(film.facts)
    return [
        [trial.name, name, f"{one.right} of {stated}", _share(one.precision), _share(one.recall)]
        for name, one in ways
    ]


def find(transcript: Transcript, products: Sequence[Product]) -> Sequence[Fact]:
    return find_facts(split_sentences(transcript), products)


def true_transcript(film: Timeline) -> Transcript:
    """What a faultless engine would write."""
    segments = []
    for said in sorted(film.spoken, key=lambda spoken: spoken.start):
        times = [(w.text, Time.seconds(w.start), Time.seconds(w.end)) for w in said.words]
        spoken = tuple(Word(text=text, start=start, end=end) for text, start, end in times)
        start, end = Time.seconds(said.start), Time.seconds(said.end)
        segments.append(Segment(text=said.text, start=start, end=end, words=spoken))
    return Transcript(language="en", engine="truth", segments=tuple(segments))


def _cuts(trial: Trial) -> Rows:
    film = trial.truth.timeline
    chosen = [(one.start.s, one.end.s) for one in trial.found.highlights]
    length = median(end - start for start, end in chosen) if chosen else 0.0
    loudness = trial.found.signals.loudness
    ways = (
        ("Tradereel", chosen),
        ("plain: evenly spaced", evenly(film.duration, len(chosen), length)),
        ("plain: the loudest", loudest(loudness, len(chosen), length)),
    )
    return [
        [trial.name, name, *_cut_cells(cuts.score(film.cuts, spans, film.dead_air))]
        for name, spans in ways
    ]


def _cut_cells(score: cuts.CutScore) -> list[str]:
    found = sum(row.overlap >= cuts.TOUCHED for row in score.rows)
    return [
        f"{found} of {len(score.rows)}",
        *(f"{share:.0%}" for share in (score.useful, score.hit, score.overlap, score.kept)),
        _seconds(score.off),
        f"{score.outside:.0%}",
        f"{score.idle:.0%}",
    ]


def evenly(duration: float, count: int, length: float) -> list[cuts.Interval]:
    """Clips with the same distance between their middles."""
    middles = [(at + 0.5) * duration / count for at in range(count)]
    return [(middle - length / 2, middle + length / 2) for middle in middles]


def loudest(loudness: Sequence[float], count: int, length: float) -> list[cuts.Interval]:
    """The windows with the highest mean loudness (dB, one value a second) that do not overlap."""
    width = max(1, round(length))
    means = [
        (sum(loudness[at : at + width]) / width, at) for at in range(len(loudness) - width + 1)
    ]
    taken: list[int] = []
    for _, at in sorted(means, key=lambda mean: (-mean[0], mean[1])):
        if len(taken) < count and all(abs(at - other) >= width for other in taken):
            taken.append(at)
    return [(float(at), at + length) for at in sorted(taken)]


def _framings(trial: Trial) -> Rows:
    if trial.found.probe.video is None:
        return []
    rows = []
    for ratio in RATIOS:
        ours = [each for each in trial.framings if each.ratio == ratio]
        plain = [framing.centre(each) for each in ours]
        if not ours:
            continue
        for name, way in (("Tradereel", ours), ("plain: the middle", plain)):
            score = framing.score(way, trial.truth)
            rows.append([trial.name, f"{name}, {ratio}", *_framing_cells(score)])
    return rows


def _framing_cells(score: framing.FramingScore) -> list[str]:
    shares = (score.inside, score.centred, score.empty, score.possible)
    told = [f"{share:.1%}" for share in shares]
    told += [f"{score.size:.0%}", f"{score.tiny:.1%}"]
    told += [f"{score.speed:.2f} widths/s", f"{score.acceleration:.2f} widths/s²"]
    return told if score.frames else ["-"] * len(told)


def _shots(trial: Trial) -> Rows:
    if trial.found.probe.video is None:
        return []
    found = [shot.s for shot in trial.found.signals.shots]
    ways = (("Tradereel", found), (f"plain: a step of {STEP} in 255", trial.steps))
    return [
        [trial.name, name, *_shot_cells(shots.score(trial.truth.timeline.shots, way))]
        for name, way in ways
    ]


def _shot_cells(score: shots.ShotScore) -> list[str]:
    return [f"{score.right} of {score.true}", _share(score.precision), _share(score.recall)]


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"


if __name__ == "__main__":
    raise SystemExit(main())
