"""An edit plan and the joined recording -> the files of a clip."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.media import ffmpeg
from pipelines.media.time import ZERO, Span, Time
from pipelines.progress import Progress, part, silent
from pipelines.shorts import ass, captions, cover, fonts, graph, reframe, sound
from pipelines.shorts.errors import NothingToShow
from pipelines.shorts.footage import Scene, look
from pipelines.shorts.footage import scenes as find_scenes
from pipelines.shorts.graph import FPS, Cut, Output, Shot
from pipelines.shorts.preset import load_preset
from pipelines.shorts.source import Source, open_source
from pipelines.shorts.spec import (
    SIZES,
    EditPlan,
    Framing,
    Framings,
    Ratio,
    Rendered,
    Rendition,
    Subtitles,
)
from pipelines.shorts.style import Style, load_style
from pipelines.shorts.timeline import timeline
from pipelines.shorts.words import tidy
from pipelines.speech.cues import Cue, write_srt, write_vtt

SHORTEST_FRAMES = 3
COVER = "cover.jpg"


@dataclass(frozen=True, slots=True)
class _Job:
    """What all steps share. ``work``: the folder of unfinished files, emptied at the end."""

    plan: EditPlan
    source: Source
    cut: Cut
    style: Style
    work: Path
    out: Path


def render(
    plan: EditPlan,
    source: Path,
    origin: Time,
    rotation: int,
    out: Path,
    progress: Progress = silent,
) -> Rendered:
    """Make every rendition of the plan, its cover and its caption files in ``out``.

    ``source``: the joined recording; ``origin``: the recording time of its zero; ``rotation``:
    degrees clockwise by which the coded picture must be turned. Nothing is drawn before all
    characters are known to have glyphs. Raises `NothingToShow`, `UnknownStyle`, `MissingGlyphs`
    and what `pipelines.media.ffmpeg.run` raises. Files appear whole; ``rendered.json`` is last.
    """
    job = _job(plan, open_source(source), origin, rotation, out)
    try:
        scripts = {ratio: _script(job, ratio) for ratio in job.plan.ratios}
        fonts.split_runs(tidy(plan.title) or " ", plan.language)
        footage = look(job.source, job.cut, part(progress, 0.0, 0.2))
        scenes = find_scenes(job.plan, footage, job.cut.frames)
        job = _framed(job, scenes)
        names = _encode(job, scripts, part(progress, 0.2, 0.9))
        _cover(job, scenes)
        progress(0.95, "measuring the loudness")
        return _finish(job, names)
    finally:
        shutil.rmtree(job.work, ignore_errors=True)


def _job(plan: EditPlan, source: Source, origin: Time, rotation: int, out: Path) -> _Job:
    span = _inside(plan.span, Span(start=origin, end=origin + source.length))
    frames = round(span.duration.s * FPS)
    if frames < SHORTEST_FRAMES:
        raise NothingToShow(
            f"The recording has no picture from {plan.span.start} to {plan.span.end}.",
            remedy="Choose a span inside the recording.",
        )
    work = out / ".render"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    cut = Cut(span.start - origin, frames, rotation)
    exact = Span(start=span.start, end=span.start + cut.duration)
    return _Job(
        plan.model_copy(update={"span": exact}), source, cut, load_style(plan.style), work, out
    )


def _inside(span: Span, recording: Span) -> Span:
    """The part of the span that was recorded; empty when they do not meet."""
    start = min(max(span.start, recording.start), recording.end)
    return Span(start=start, end=max(start, min(span.end, recording.end)))


def _script(job: _Job, ratio: Ratio) -> tuple[Path, Path] | None:
    """The captions of a ratio as an ASS file, and the folder of its fonts."""
    plan = job.plan
    if plan.captions != "burn":
        return None
    area = captions.zone(ratio, job.style, load_preset(plan.preset))
    screens = captions.screens(plan, timeline(plan.span, plan.removed), area, job.style)
    if not screens:
        return None
    text = ass.script(screens, area)
    faces = ass.faces(screens)
    path = ass.write_script(job.work / f"{_name(ratio)}.ass", text)
    return path, fonts.gather(faces, job.work / "fonts")


def _framed(job: _Job, scenes: Sequence[Scene]) -> _Job:
    """The job with a framing for every ratio; what people decided stays."""
    given = {framings.ratio: framings for framings in job.plan.framings if _shots(job, framings)}
    framings = tuple(given.get(ratio) or reframe.decide(scenes, ratio) for ratio in job.plan.ratios)
    plan = job.plan.model_copy(update={"framings": framings})
    return _Job(plan, job.source, job.cut, job.style, job.work, job.out)


def _shots(job: _Job, framings: Framings) -> tuple[Shot, ...]:
    """The framings as frame ranges without gaps; neighbours framed alike become one."""
    found: list[Shot] = []
    for framing in sorted(framings.shots, key=lambda framing: framing.span.start):
        if framing.span.overlap(job.plan.span) == ZERO:
            continue
        first = _frame(framing.span.start - job.plan.span.start, job.cut) if found else 0
        if found and _alike(found[-1].framing, framing):
            continue
        if found:
            found[-1] = Shot(found[-1].first, first, found[-1].framing)
        found.append(Shot(first, job.cut.frames, framing))
    return tuple(shot for shot in found if shot.last > shot.first)


def _frame(time: Time, cut: Cut) -> int:
    return min(max(round(time.s * FPS), 0), cut.frames)


def _alike(one: Framing, other: Framing) -> bool:
    if one.moves or other.moves:
        return False
    same = (one.mode, one.zoom, one.lower) == (other.mode, other.zoom, other.lower)
    return same and abs(one.x - other.x) < 0.01 and abs(one.y - other.y) < 0.01


def _encode(
    job: _Job, scripts: dict[Ratio, tuple[Path, Path] | None], progress: Progress
) -> dict[Ratio, Path]:
    """All renditions by one ffmpeg, moved to their places when they are whole."""
    loudness = sound.measure(job.source, job.cut, job.plan.denoise)
    outputs = [
        Output(
            framings.ratio,
            _shots(job, framings),
            job.work / f"{_name(framings.ratio)}.mp4",
            *(scripts[framings.ratio] or (None, None)),
        )
        for framings in job.plan.framings
    ]
    ffmpeg.run(
        graph.command(job.source, job.cut, outputs, loudness, job.plan.denoise),
        read=[job.source.path],
        write=[job.work],
        duration=job.cut.duration,
        progress=progress,
    )
    return {output.ratio: output.path.replace(job.out / output.path.name) for output in outputs}


def _cover(job: _Job, scenes: Sequence[Scene]) -> None:
    """The cover in the first ratio's size, without captions."""
    framings = job.plan.framings[0]
    moment = cover.choose(scenes, job.plan)
    frame = min(_frame(moment - job.plan.span.start, job.cut), job.cut.frames - 1)
    shot = next(shot for shot in _shots(job, framings) if shot.first <= frame < shot.last)
    picture = job.work / "cover.png"
    ffmpeg.run(
        graph.still(job.source, job.cut, framings.ratio, shot, frame, picture),
        read=[job.source.path],
        write=[job.work],
    )
    drawn = cover.draw(picture, job.plan.title, job.style, job.plan.language, job.work / COVER)
    drawn.replace(job.out / COVER)


def _finish(job: _Job, files: dict[Ratio, Path]) -> Rendered:
    """The caption files and the documents."""
    measured = sound.loudness_of(next(iter(files.values())))
    job.plan.save(job.out / "plan.json")
    rendered = Rendered(
        plan=job.plan,
        renditions=tuple(_rendition(job, ratio, path) for ratio, path in files.items()),
        cover=COVER,
        captions=_subtitles(job),
        loudness=round(measured[0], 2) if measured else None,
    )
    rendered.save(job.out / "rendered.json")
    return rendered


def _subtitles(job: _Job) -> tuple[str, ...]:
    """A WebVTT and a SubRip file for each language, the one of the captions first."""
    plan = job.plan
    if plan.captions == "none":
        return ()
    spoken = Subtitles(language=plan.language, cues=plan.cues)
    return tuple(name for one in (spoken, *plan.subtitles) for name in _sidecars(job, one))


def _sidecars(job: _Job, subtitles: Subtitles) -> Iterator[str]:
    """The files of one language, whose zero is the clip's; none for a language without words."""
    span = job.plan.span
    cues = [
        Cue(max(cue.start, span.start) - span.start, min(cue.end, span.end) - span.start, cue.text)
        for cue in subtitles.cues
        if cue.end > span.start and cue.start < span.end
    ]
    for suffix, write in (("vtt", write_vtt), ("srt", write_srt)):
        if cues:
            name = f"{subtitles.language}.{suffix}"
            draft = job.work / name
            draft.write_text(write(cues), encoding="utf-8")
            draft.replace(job.out / name)
            yield name


def _rendition(job: _Job, ratio: Ratio, path: Path) -> Rendition:
    width, height = SIZES[ratio]
    return Rendition(
        name=path.name,
        ratio=ratio,
        width=width,
        height=height,
        duration=job.cut.duration,
        size=path.stat().st_size,
    )


def _name(ratio: Ratio) -> str:
    return ratio.replace(":", "x")
