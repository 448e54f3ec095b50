"""The sound of clips: one loudness, in step with the picture, speech over machines.

``python -m bench.sound [--only loudness|sync|noise] [--publish]`` makes three tables: what
hard material becomes after the encoder; how far flashes and clicks are apart in finished clips of
recordings with every sort of clock; what denoising does for speech. ``--publish`` writes them to
docs/benchmarks.md.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import sound_noise, sound_sync
from bench.sound_material import MATERIAL, Material, synthesise
from bench.tables import publish, table
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts import sound
from pipelines.shorts.cut import Cut
from pipelines.shorts.loudness import HIGHEST, TARGET, TOLERANCE, Loudness
from pipelines.shorts.source import open_source
from pipelines.shorts.timeline import timeline
from worker import console

BOUND_MS = 20.0


@dataclass(frozen=True, slots=True)
class Levelled:
    """``reached``: LUFS and dBTP of the finished file."""

    material: Material
    loudness: Loudness
    reached: tuple[float, float] | None


def levelled(material: Material, folder: Path) -> Levelled:
    recording = synthesise(material, folder)
    out = folder / "sound.m4a"
    whole = Span(start=ZERO, end=Time.seconds(material.seconds))
    found = sound.finish(open_source(recording), Cut(ZERO, timeline(whole)), False, out)
    assert found is not None
    return Levelled(material, found, sound.loudness_of(out))


def told_loudness(found: Sequence[Levelled]) -> str:
    told = (
        f"Each is cut, corrected, encoded with AAC and measured in the file: {TARGET:.0f} LUFS "
        f"± {TOLERANCE}, true peaks up to {HIGHEST:.0f} dBTP. *Off the peaks*: what the limiter "
        "holds at most. Two bounds stand before the loudness: no more than 30 dB of gain and 12 dB "
        "off the peaks. What misses it within them is left quieter, and the clip says so."
    )
    head = [
        "material", "LUFS before", "dBTP before", "gain, dB", "off the peaks, dB", "LUFS", "dBTP",
        "",
    ]  # fmt: skip
    return f"{told}\n\n{table(head, [_level_row(one) for one in found])}"


def _level_row(one: Levelled) -> list[str]:
    heard, loudness = one.loudness.heard, one.loudness
    if one.reached is None:
        return [one.material.name, "", "", "", "", "", "", "silent, left so"]
    off = max(0.0, heard.peak + loudness.gain - loudness.ceiling)
    lufs, peak = one.reached
    said = "held back" if lufs < TARGET - TOLERANCE else "a bang taken down"
    note = said if lufs < TARGET - TOLERANCE or loudness.tamed is not None else ""
    return [
        one.material.name, f"{heard.integrated:.1f}", f"{heard.peak:.1f}", f"{loudness.gain:+.1f}",
        f"{off:.1f}" if off else "", f"{lufs:.1f}", f"{peak:.1f}", note,
    ]  # fmt: skip


def told_sync(found: Sequence[sound_sync.Sync]) -> str:
    worst = max(one.worst for one in found)
    told = (
        "Recordings that flash white while a tone sets in, taken through ingest, join and render; "
        "in the finished file the first white picture and the first sample of the tone are told "
        "apart, milliseconds, positive where the sound is late. A clip has 30 pictures a second, "
        "so a flash between two of them shows up to 16.7 ms off. "
        f"Worst of all: {worst:.1f} ms (bound: {BOUND_MS:.0f})."
    )
    rows = [
        [one.name, f"{len(one.offsets)}", f"{one.mean:+.1f}", f"{one.worst:.1f}"] for one in found
    ]
    return f"{told}\n\n{table(['recording', 'flashes', 'mean, ms', 'worst, ms'], rows)}"


def told_noise(found: Sequence[sound_noise.Lifted]) -> str:
    told = (
        "Speech with the hum and rush of machines mixed in, as it is and denoised: how far a "
        f"synthesised voice is over a pause, and how many words of the first {sound_noise.SECONDS} "
        "s of the demo its speech model gets wrong, which never learnt such noise. What is clear "
        "already is better left as it is."
    )
    rows = [
        [
            "as the demo is" if one.over is None else f"speech {one.over} dB over machines",
            *(f"{above:.1f}" for above in one.above or ()),
            *(() if one.above else ("", "")),
            f"{one.wrong[0]:.0%}", f"{one.wrong[1]:.0%}",
        ]
        for one in found
    ]  # fmt: skip
    head = ["", "over pauses, dB", "denoised", "words wrong", "denoised"]
    return f"{told}\n\n{table(head, rows)}"


def loudness_part(folder: Path) -> str:
    return told_loudness([levelled(material, folder) for material in MATERIAL])


def sync_part(folder: Path) -> str:
    found = []
    for number, case in enumerate(sound_sync.CASES):
        for removed in ((), sound_sync.REMOVED):
            place = folder / f"{number}-{len(removed)}"
            place.mkdir()
            found.append(sound_sync.measure(case, place, removed))
    place = folder / "worn"
    place.mkdir()
    worn, bookends = sound_sync.CASES[1], sound_sync.BOOKENDS
    found.append(sound_sync.measure(worn, place, sound_sync.REMOVED, bookends))
    return told_sync(found)


def noise_part(folder: Path) -> str:
    return told_noise(list(sound_noise.measure(folder)))


PARTS = {"loudness": loudness_part, "sync": sync_part, "noise": noise_part}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one table")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    made = []
    for name in [options.only] if options.only else PARTS:
        with TemporaryDirectory() as scratch:
            made.append(PARTS[name](Path(scratch)))
        console.out.print(made[-1], markup=False)
    if options.publish:
        body = "\n\n".join((*made, "`python -m bench.sound --publish` makes these tables."))
        publish("sound", "Sound of a clip", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
