"""An edit plan and the joined recording -> the files of a clip."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.progress import Progress, part, silent
from pipelines.shorts import ass, avoid, captions, cover, fonts, graph, joints, reframe
from pipelines.shorts.encoder import X264, Encoder
from pipelines.shorts.footage import Scene, look
from pipelines.shorts.footage import scenes as find_scenes
from pipelines.shorts.graph import Output
from pipelines.shorts.job import Job, make_job, name_of
from pipelines.shorts.shots import number, shots
from pipelines.shorts.sidecars import write_sidecars
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import EditPlan, Framings, Ratio, Rendered, Rendition
from pipelines.shorts.track import Track, lay_track

COVER = "cover.jpg"


def render(
    plan: EditPlan,
    source: Path,
    origin: Time,
    rotation: int,
    out: Path,
    progress: Progress = silent,
    *,
    encoder: Encoder = X264,
) -> Rendered:
    """Make every rendition of the plan, its cover and its caption files in ``out``.

    ``source``: the joined recording; ``origin``: the recording time of its zero; ``rotation``:
    degrees clockwise by which the coded picture must be turned. Nothing is drawn before all
    characters are known to have glyphs. Raises `NothingToShow`, `UnknownStyle`, `UnknownPreset`,
    `MissingGlyphs` and what `pipelines.media.ffmpeg.run` raises. Files appear whole;
    ``rendered.json`` is last.
    """
    job = make_job(plan, open_source(source), origin, rotation, out, encoder)
    shutil.rmtree(job.work, ignore_errors=True)
    job.work.mkdir(parents=True)
    try:
        footage = look(job.source, job.cut, part(progress, 0.0, 0.2))
        scenes = find_scenes(job.plan, footage, job.cut.timeline)
        job = job.framed({ratio: _framing(job, ratio, scenes) for ratio in job.plan.ratios})
        track = _track(job)
        files = _encode(job, scenes, track, part(progress, 0.25, 0.9))
        _cover(job, scenes)
        progress(0.95, "writing the documents")
        return _finish(job, files, track)
    finally:
        shutil.rmtree(job.work, ignore_errors=True)


def _framing(job: Job, ratio: Ratio, scenes: Sequence[Scene]) -> Framings:
    """What people decided, else what we decide; either way split where parts were left out."""
    given = (framings for framings in job.plan.framings if framings.ratio == ratio)
    timeline = job.cut.timeline
    usable = (framings for framings in given if shots(framings.shots, timeline))
    chosen = next(usable, None) or reframe.decide(scenes, ratio)
    return joints.across(chosen, scenes, timeline)


def _track(job: Job) -> Track:
    return lay_track(
        job.source, job.cut, job.plan.denoise, job.preset.audio, job.work / "sound.m4a"
    )


def _encode(
    job: Job, scenes: Sequence[Scene], track: Track, progress: Progress
) -> dict[Ratio, Path]:
    """All renditions by one ffmpeg, moved to their places when they are whole."""
    outputs = [_output(job, ratio, scenes) for ratio in job.plan.ratios]
    ffmpeg.run(
        graph.command(job.source, job.cut, outputs, track.path),
        read=[job.source.path],
        write=[job.work],
        duration=job.cut.duration,
        progress=progress,
    )
    return {output.ratio: output.path.replace(job.out / output.path.name) for output in outputs}


def _output(job: Job, ratio: Ratio, scenes: Sequence[Scene]) -> Output:
    coding = job.encoder.video(job.preset.fitted(ratio, job.cut.duration))
    obstacles = avoid.obstacles(scenes, job.framings[ratio], ratio, job.cut.timeline)
    return Output(
        ratio,
        job.shots(ratio),
        job.work / f"{name_of(ratio)}.mp4",
        job.preset.size(ratio),
        coding,
        *_script(job, ratio, obstacles),
    )


def _script(
    job: Job, ratio: Ratio, obstacles: Sequence[avoid.Obstacle]
) -> tuple[Path | None, Path | None]:
    """The captions of a ratio as an ASS file, and the folder of its fonts."""
    if job.plan.captions != "burn":
        return None, None
    area = captions.zone(ratio, job.style, job.preset)
    screens = captions.screens(job.plan, job.cut.timeline, area, job.style, obstacles)
    if not screens:
        return None, None
    path = ass.write_script(job.work / f"{name_of(ratio)}.ass", ass.script(screens, area))
    return path, fonts.gather(ass.faces(screens), job.work / "fonts")


def _cover(job: Job, scenes: Sequence[Scene]) -> None:
    """The cover on the first ratio's canvas, without captions."""
    ratio, timeline = job.plan.ratios[0], job.cut.timeline
    moment = number(cover.choose(scenes, job.plan), timeline)
    frame = min(timeline.frame(moment), job.cut.frames - 1)
    shot = next(shot for shot in job.shots(ratio) if shot.first <= frame < shot.last)
    picture = job.work / "cover.png"
    ffmpeg.run(
        graph.still(job.source, job.cut, ratio, shot, frame, picture),
        read=[job.source.path],
        write=[job.work],
    )
    drawn = cover.draw(picture, job.plan.title, job.style, job.plan.language, job.work / COVER)
    drawn.replace(job.out / COVER)


def _finish(job: Job, files: Mapping[Ratio, Path], track: Track) -> Rendered:
    """The caption files and the documents."""
    job.plan.save(job.out / "plan.json")
    reached = track.loudness.reached if track.loudness else None
    rendered = Rendered(
        plan=job.plan,
        renditions=tuple(_rendition(job, ratio, path) for ratio, path in files.items()),
        cover=COVER,
        captions=write_sidecars(job.plan, job.cut.timeline, job.out),
        loudness=round(reached[0], 2) if reached else None,
        peak=round(reached[1], 2) if reached else None,
        encoder=job.encoder.name,
    )
    rendered.save(job.out / "rendered.json")
    return rendered


def _rendition(job: Job, ratio: Ratio, path: Path) -> Rendition:
    width, height = job.preset.size(ratio)
    return Rendition(
        name=path.name,
        ratio=ratio,
        width=width,
        height=height,
        duration=job.cut.duration,
        size=path.stat().st_size,
    )
