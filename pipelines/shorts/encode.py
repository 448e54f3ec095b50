"""The coded files of a clip: sound once, all pictures out of one decode, the brand's intro and
outro joined to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.media import ffmpeg
from pipelines.progress import Progress
from pipelines.shorts import ass, avoid, captions, fonts, graph, joining, sound
from pipelines.shorts.brand import boxes
from pipelines.shorts.footage import Scene
from pipelines.shorts.graph import Output
from pipelines.shorts.job import Job, name_of
from pipelines.shorts.layers import Layer
from pipelines.shorts.loudness import Loudness
from pipelines.shorts.spec import Ratio


@dataclass(frozen=True, slots=True)
class Encoded:
    """``files``: unfinished ones, in the job's folder; ``loudness``: None without sound;
    ``notes``: what a person should know of them."""

    files: dict[Ratio, Path]
    loudness: Loudness | None
    notes: tuple[str, ...]

    def heard(self) -> dict[str, Any]:
        """What the clip's document tells of its sound, and the notes."""
        reached = self.loudness.reached if self.loudness else None
        told = {"loudness": round(reached[0], 2), "peak": round(reached[1], 2)} if reached else {}
        return {**told, "notes": self.notes}


def encode(
    job: Job, scenes: Sequence[Scene], ratios: Sequence[Ratio], progress: Progress
) -> Encoded:
    """Make the renditions of these ratios; raises what `pipelines.media.ffmpeg.run` raises."""
    track = job.work / "sound.m4a"
    progress(0.0, "measuring the sound")
    loudness = sound.finish(
        job.source, job.cut, job.plan.denoise, track, job.preset.audio,
        before=job.before, after=job.after,
    )  # fmt: skip
    drawn = [draw(job, ratio, scenes) for ratio in ratios]
    outputs = [output for output, _ in drawn]
    alone = not job.before and not job.after
    ffmpeg.run(
        graph.command(job.source, job.cut, outputs, track if alone else None, encoder=job.encoder),
        read=[job.source.path],
        write=[job.work],
        duration=job.cut.duration,
        progress=progress,
    )
    files = {out.ratio: out.path if alone else _joined(job, out, track) for out in outputs}
    told = [*(loudness.notes if loudness else ()), *(note for _, notes in drawn for note in notes)]
    return Encoded(files, loudness, tuple(dict.fromkeys(told)))


def draw(job: Job, ratio: Ratio, scenes: Sequence[Scene]) -> tuple[Output, tuple[str, ...]]:
    """What one rendition shows, and what a person should know of its captions."""
    timeline = job.cut.timeline
    seen = avoid.obstacles(scenes, job.framings[ratio], ratio, timeline)
    layers = job.kit.layers(job.plan, timeline, ratio, job.preset, job.work, seen)
    output = Output(
        ratio, job.shots(ratio), job.work / f"{name_of(ratio)}.mp4", job.preset.size(ratio),
        job.coding(ratio), layers=layers,
    )  # fmt: skip
    return _captioned(job, output, seen, layers)


def _captioned(
    job: Job, output: Output, seen: Sequence[avoid.Obstacle], layers: Sequence[Layer]
) -> tuple[Output, tuple[str, ...]]:
    """The output with its captions as an ASS file."""
    timeline, ratio = job.cut.timeline, output.ratio
    late = job.preset.check(job.duration, ratio)
    notes = (late,) if late else ()
    if job.plan.captions != "burn":
        return output, notes
    area = captions.zone(ratio, job.style, job.preset)
    hidden = (*seen, *boxes(layers, timeline, ratio, job.preset))
    screens = captions.screens(job.plan, timeline, area, job.style, hidden)
    if not screens:
        return output, notes
    script = ass.write_script(job.work / f"{name_of(ratio)}.ass", ass.script(screens, area))
    gathered = fonts.gather(ass.faces(screens), job.work / "fonts")
    return replace(output, script=script, fonts=gathered), (*notes, *captions.notes(screens))


def _joined(job: Job, output: Output, track: Path) -> Path:
    """The clip between the brand's intro and outro."""
    ends = job.kit.bookends(output.ratio, job.preset, job.encoder, job.cache, job.plan.language)
    pictures = [path for path in (ends.intro, output.path, ends.outro) if path is not None]
    return joining.join(pictures, track, output.path.with_suffix(".joined.mp4"))
