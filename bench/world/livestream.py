"""``python -m bench.world livestream``: a recorded livestream with its truth, into a folder."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from bench.world import variants
from bench.world.audience import write_events
from bench.world.mix import Mix, mix
from bench.world.mouths import mouths
from bench.world.screenplay import write
from bench.world.screenplay.slots import Language
from bench.world.spec import Moment, Subject, Timeline, Truth
from bench.world.timeline import lay_out, speak_all
from bench.world.truth import subjects_of, write_products, write_transcript, write_truth
from bench.world.voices import Samples, Speech
from pipelines.media import ffmpeg
from pipelines.progress import Progress, part, silent


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made. ``fine``: texels a pixel along each side; ``rotate``: quarter turns in
    degrees that a player must turn it; ``sound_only``: no picture, the sound as M4A."""

    seed: int = 7
    minutes: float = 4.0
    languages: tuple[Language, ...] = ("en", "zh")
    width: int = 1280
    height: int = 720
    fps: float = 15.0
    crf: int = 24
    fine: float = 1.0
    sound: Mix = field(default_factory=Mix)
    sound_only: bool = False
    vfr: bool = False
    rotate: int = 0
    ts_jumps: bool = False


def make(order: Order, out: Path, progress: Progress = silent) -> Path:
    """Write the recording into the folder ``out`` beside its truth, events, transcript and
    products; the path of the recording. The same order gives the same film.

    Raises what the voices, the stage and ffmpeg raise, and `ValueError` for a rotated transport
    stream.
    """
    if order.ts_jumps and order.rotate:
        raise ValueError("a transport stream cannot say how to turn the picture")
    out.mkdir(parents=True, exist_ok=True)
    progress(0.0, "speaking")
    script = write(order.seed, order.minutes, order.languages)
    speeches = speak_all(script)
    timeline = lay_out(script, speeches, order.seed, music=order.sound.music)
    progress(0.03, "mixing the sound")
    samples = mix(timeline, speeches, order.sound)
    write_transcript(timeline, out / "recording.vtt")
    write_products(timeline, out / "products.json")
    write_events(timeline, order.seed, out / "events.jsonl")
    if order.sound_only:
        recording, truth = _sound(timeline, samples, out / "recording.m4a"), _known(order, timeline)
    else:
        shot = _film(order, timeline, speeches, samples, out, part(progress, 0.05, 0.95))
        recording, truth = _varied(order, *shot)
    truth_path = out / "recording.truth.json"
    write_truth(truth, truth_path)
    progress(1.0, f"{out} is ready")
    return recording


def _known(order: Order, timeline: Timeline, subjects: Sequence[Subject] = ()) -> Truth:
    return Truth(
        timeline=timeline,
        width=order.width,
        height=order.height,
        fps=order.fps,
        subjects=tuple(subjects),
    )


def _sound(timeline: Timeline, samples: Samples, out: Path) -> Path:
    with TemporaryDirectory(dir=out.parent, prefix=".sound-") as name:
        wav = variants.write_wave(samples, Path(name) / "sound.wav")
        arguments = [*ffmpeg.source(wav), "-c:a", "aac", "-b:a", "128k", str(out)]
        ffmpeg.run(arguments, read=[wav], write=[out.parent])
    return out


def _film(
    order: Order,
    timeline: Timeline,
    speeches: Sequence[Speech],
    samples: Samples,
    out: Path,
    progress: Progress,
) -> tuple[Path, Truth]:
    """Choreograph and draw every frame."""
    from bench.world.choreography import moments
    from bench.world.stage import Stage

    mouth = mouths(timeline, speeches)
    size = order.width, order.height
    filmed: list[tuple[float, str | None]] = []

    def noted() -> Iterator[Moment]:
        for moment in moments(timeline, order.fps, *size, mouth):
            filmed.append((moment.t, moment.subject))
            yield moment

    recording = out / "recording.mp4"
    total = round(timeline.duration * order.fps)
    with TemporaryDirectory(dir=out, prefix=".sound-") as name:
        sound = variants.write_wave(samples, Path(name) / "sound.wav")
        with Stage(timeline.products, order.seed, fine=order.fine) as stage:
            boxes = stage.film(
                noted(), recording, order.fps, sound,
                crf=order.crf, total=total, progress=progress,
            )  # fmt: skip
    return recording, _known(order, timeline, list(subjects_of(filmed, boxes)))


def _varied(order: Order, recording: Path, truth: Truth) -> tuple[Path, Truth]:
    """The same film, as another recorder would have left it."""
    draft = recording.with_name(".draft.mp4")
    if order.vfr:
        truth = variants.variable_rate(recording, truth, draft, order.seed)
        draft.replace(recording)
    if order.rotate:
        truth = variants.rotated(recording, truth, draft, order.rotate)
        draft.replace(recording)
    if not order.ts_jumps:
        return recording, truth
    stream = recording.with_suffix(".ts")
    truth = variants.with_jump(recording, truth, stream)
    recording.unlink()
    return stream, truth


def command(argv: Sequence[str]) -> None:
    """Make what is asked for, with a bar that tells how far it is."""
    given = _parser().parse_args(argv)
    with Bars(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()) as bars:
        task = bars.add_task("", total=1.0)

        def tell(share: float, note: str) -> None:
            bars.update(task, completed=share, description=note)

        make(_order(given), given.out, tell)


def _order(given: argparse.Namespace) -> Order:
    width, height = given.size
    return Order(
        seed=given.seed,
        minutes=given.minutes,
        languages=given.languages,
        width=width,
        height=height,
        fps=given.fps,
        crf=given.crf,
        fine=given.fine,
        sound=Mix(music=given.music, noise=given.noise, far=given.far),
        sound_only=given.sound_only,
        vfr=given.vfr,
        rotate=given.rotate,
        ts_jumps=given.ts_jumps,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world livestream", description=__doc__)
    parser.add_argument("out", type=Path, help="a folder")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--languages", type=_languages, default=("en", "zh"), help="en,zh")
    parser.add_argument("--size", type=_size, default=(1280, 720), help="1280x720")
    parser.add_argument("--fps", type=float, default=15.0)
    parser.add_argument("--crf", type=int, default=24, help="of x264: more is smaller and worse")
    parser.add_argument("--fine", type=float, default=1.0, help="texels a pixel: 2 is slow, smooth")
    parser.add_argument("--music", action="store_true", help="under opening, pauses and goodbye")
    parser.add_argument("--noise", type=float, metavar="DB", help="noise so far under the voices")
    parser.add_argument("--far", action="store_true", help="the microphone stands far away")
    parser.add_argument("--sound-only", action="store_true", help="no picture: recording.m4a")
    parser.add_argument("--vfr", action="store_true", help="frames are missing here and there")
    parser.add_argument("--rotate", type=int, choices=(0, 90, 180, 270), default=0)
    parser.add_argument("--ts-jumps", action="store_true", help="MPEG-TS whose clock jumps")
    return parser


def _languages(text: str) -> tuple[Language, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - {"en", "zh"}:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return cast(tuple[Language, ...], names)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) % 2 == int(height) % 2 == 0):
        raise argparse.ArgumentTypeError(f"{text} is no size of even sides such as 1280x720")
    return int(width), int(height)
