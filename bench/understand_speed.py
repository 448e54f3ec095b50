"""What understanding costs beside the least that it can cost: a bare decode.

``python -m bench.understand_speed [RECORDING] [--minutes N] [--publish]``: the recording (by
default a 1080p one of the shared data, else the demo's) is repeated by stream copy, ingested, and
then its picture is measured, once from the proxy as Tradereel does and once straight from the
file. Beside each stands ffmpeg with the same grid and scaling that throws the pictures away, turn
by turn in the same run. Then all that understanding does besides decoding, on an hour of talk.
``--publish`` writes the tables to docs/benchmarks.md.
"""

import argparse
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Flag
from threading import Thread

from assets import asset
from bench.tables import publish, table
from bench.world.screenplay import write
from pipelines.highlights.observe import Observed
from pipelines.highlights.picture import Picture, read_picture
from pipelines.highlights.signals.frames import FPS, LONG_SIDE
from pipelines.highlights.sound import Sound, read_sound
from pipelines.highlights.spec import Event, Product, UnderstandSpec
from pipelines.highlights.understand import understand
from pipelines.media import ffmpeg
from pipelines.media.derive import grid
from pipelines.media.frames import read_blocks
from pipelines.media.ingest import ingest
from pipelines.media.spec import Ingested
from pipelines.media.time import Time
from pipelines.speech.spec import Segment, Transcript, Word
from worker import console

SHARED = Path(os.environ.get("TRADEREEL_SHARED", "../shared"))
FILM = SHARED / "data" / "media" / "video" / "demo" / "tablet_hands_two_phones.mp4"
ROUNDS = 8
PROXY = 4
"""How many times as long as the file the proxy is that is measured, for it is decoded so much
faster."""
HOUR = 3600
WORD = 0.35
"""Seconds that a word takes."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of processors, children included."""

    wall: float
    cpu: float


class Clock:
    """What a piece of work and the processes that it starts spend.

    A sandbox does not hand the time of what ran in it to its parent, so the processes are looked
    at every 20 ms while they run; the last ticks of each are missed. What a process had spent
    before the work began is another's.
    """

    def __init__(self) -> None:
        self._before = {child: _cpu(child) for child in descendants(os.getpid())}
        self._seen: dict[int, float] = {}
        self._done = Flag()

    def time(self, work: Callable[[], object]) -> Spent:
        watch = Thread(target=self._watch, daemon=True)
        wall, cpu = time.perf_counter(), time.process_time()
        watch.start()
        work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self._done.set()
        watch.join()
        ours = sum(spent - self._before.get(child, 0.0) for child, spent in self._seen.items())
        return Spent(wall, cpu + ours)

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            for child in descendants(os.getpid()):
                self._seen[child] = max(self._seen.get(child, 0.0), _cpu(child))


def descendants(parent: int) -> list[int]:
    """Those of now; a process may end while it is looked at, and has none then."""
    found: list[int] = []
    with suppress(OSError):
        for listed in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                children = [int(child) for child in listed.read_text().split()]
                found += [one for child in children for one in (child, *descendants(child))]
    return found


def _cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def repeated(recording: Path, minutes: float, film: Path) -> Path:
    """The recording again and again, by stream copy, until it is that long."""
    loop = ["-stream_loop", "-1", *ffmpeg.source(recording), "-map", "0:v:0", "-map", "0:a:0?"]
    arguments = [*loop, "-c", "copy", "-t", str(minutes * 60), str(film)]
    ffmpeg.run(arguments, read=[recording], write=[film.parent])
    return film


def bare(film: Path) -> Callable[[], object]:
    """A decode with the grid and the scaling of `read_blocks`, to nowhere."""
    shape = next(read_blocks(film, long_side=LONG_SIDE, fps=FPS, count=1)).pixels.shape
    scale = f"scale={shape[2]}:{shape[1] * 2 // 3}:flags=bilinear:out_range=tv,setsar=1"
    picture = ["-map", "0:v:0", "-an", "-vf", f"{grid(FPS)},{scale}", "-pix_fmt", "yuv420p"]
    arguments = [*ffmpeg.source(film), *picture, "-f", "null", "-"]
    return lambda: ffmpeg.run(arguments, read=[film])


def compare(ways: Sequence[Callable[[], object]], rounds: int) -> list[Spent]:
    """The least of each way, turn by turn."""
    taken = [[Clock().time(way) for way in ways] for _ in range(rounds)]
    return [
        Spent(min(one.wall for one in each), min(one.cpu for one in each))
        for each in zip(*taken, strict=True)
    ]


def decoding(recording: Path, minutes: float, rounds: int) -> list[list[str]]:
    """A row for each file: ours beside the bare decode."""
    with TemporaryDirectory() as scratch:
        work = Path(scratch)
        film = repeated(recording, minutes, work / "film.mp4")
        ingested = ingest(film, work)
        longer = PROXY * minutes
        proxy = repeated(work / "proxy.mp4", longer, work / "longer.mp4")
        files = ((f"the proxy, {longer:g} min", proxy, Time.seconds(longer * 60)),
                 (f"the file itself, {minutes:g} min", film, ingested.duration))  # fmt: skip
        found = [[name, *_beside(path, length, rounds)] for name, path, length in files]
        if ingested.speech:
            speech = work / ingested.speech
            heard = compare([lambda: read_sound(speech, ingested.duration)], rounds)[0]
            wall, cpu = (spent * HOUR / ingested.duration.s for spent in (heard.wall, heard.cpu))
            found.append(["the sound", f"{wall:.1f} s", "-", "-", f"{cpu:.1f} s", "-", "-"])
    return found


def _beside(film: Path, length: Time, rounds: int) -> list[str]:
    ours, plain = compare([lambda: read_picture(film, length), bare(film)], rounds)
    return _cells(ours, plain, length)


def _cells(ours: Spent, plain: Spent, length: Time) -> list[str]:
    share = HOUR / length.s
    return [
        f"{ours.wall * share:.1f} s",
        f"{plain.wall * share:.1f} s",
        f"{ours.wall / plain.wall:.2f}",
        f"{ours.cpu * share:.1f} s",
        f"{plain.cpu * share:.1f} s",
        f"{ours.cpu / plain.cpu:.2f}",
    ]


def talk(seed: int = 7) -> tuple[Transcript, tuple[Product, ...], tuple[Event, ...]]:
    """An hour of the made world's talk, without a pause in it, with a comment every ten seconds
    and a card every minute."""
    script = write(seed, 12)
    segments: list[Segment] = []
    at = 0.0
    for line in cycle(script.lines):
        if at >= HOUR - 20:
            break
        words = []
        for text in re.findall(r"\s*(?:[一-鿿]|[^\s一-鿿]+)", line.phrase.text):
            words.append(Word(text=text, start=Time.seconds(at), end=Time.seconds(at + WORD)))
            at += WORD
        first, last = words[0].start, words[-1].end
        segments.append(Segment(text=line.phrase.text, start=first, end=last, words=tuple(words)))
        at += 2 * WORD
    listed = tuple(
        Product(id=one.id, name=one.name, aliases=one.aliases) for one in script.products
    )
    cards = [Event(t=Time.seconds(t), type="product_card", product=listed[0].id)
             for t in range(0, HOUR, 60)]  # fmt: skip
    asked = [Event(t=Time.seconds(t), type="comment", text="What is the MOQ of the bottle?")
             for t in range(5, HOUR, 10)]  # fmt: skip
    events = tuple(sorted([*cards, *asked], key=lambda event: event.t))
    return Transcript(language="en", engine="world", segments=tuple(segments)), listed, events


def rest(recording: Path, rounds: int) -> list[list[str]]:
    """All that understanding does besides decoding, on an hour of talk."""
    transcript, products, events = talk()
    with TemporaryDirectory() as scratch:
        work = Path(scratch)
        length = Time.seconds(HOUR)
        known = ingest(repeated(recording, 0.2, work / "film.mp4"), work)
        ingested = Ingested.model_validate({**known.model_dump(), "duration": HOUR})
        grid_of = (0.2,) * HOUR
        shots = tuple(Time.seconds(at) for at in range(7, HOUR, 11))
        observed = Observed(
            sound=Sound(loudness=(-30.0,) * HOUR, impact=(2.0,) * HOUR),
            picture=Picture(motion=grid_of, brightness=(0.5,) * HOUR, shots=shots),
        )
        spec = UnderstandSpec()

        def whole() -> None:
            understand(
                ingested, observed, transcript, events=events, products=products, spec=spec,
                out=work / "out",
            )  # fmt: skip

        saved = compare([lambda: observed.save(work / "observed.json")], rounds)[0]
        spent = compare([whole], rounds)[0]
    words = sum(len(one.words) for one in transcript.segments)
    told = f"{length.s / 60:.0f} min, {words} words, {len(events)} events"
    return [
        ["facts, highlights, report", told, f"{spent.wall:.1f} s", f"{spent.cpu:.1f} s"],
        ["writing what was observed", told, f"{saved.wall:.2f} s", f"{saved.cpu:.2f} s"],
    ]


def report(recording: Path, minutes: float, rounds: int) -> str:
    """Both tables, with what they count."""
    head = ("picture from", "ours", "bare", "×", "ours, CPU", "bare, CPU", "× CPU")
    first = table(head, decoding(recording, minutes, rounds))
    second = table(("besides decoding", "on", "wall", "CPU"), rest(recording, rounds))
    told = (
        f"Seconds for an hour of recording: `{recording.name}` repeated by stream copy, "
        f"measured for some minutes and multiplied. The least of {rounds} turns, on "
        f"{os.cpu_count()} cores with a load of {os.getloadavg()[0]:.0f} from other work (which "
        "lengthens both, and ours more, which works on two cores). *Bare*: "
        f"ffmpeg with the same grid of {FPS} frames a second and the same scaling to {LONG_SIDE} "
        "pixels, whose pictures are thrown away. Understanding reads the proxy that ingest makes "
        "in its one decode of the file; the file itself is measured to show that the signals cost "
        "no more there. `python -m bench.understand_speed --publish` makes these tables."
    )
    return f"{told}\n\n{first}\n\n{second}"


def main(arguments: Sequence[str] | None = None) -> int:
    default = FILM if FILM.is_file() else asset("demo", "recording.mp4")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path, nargs="?", default=default)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    body = report(options.recording, options.minutes, options.rounds)
    console.out.print(body, markup=False)
    if options.publish:
        publish("understand-speed", "Speed of understanding", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
