"""An edit plan and the joined recording -> the files of a clip."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.progress import Progress, part, silent
from pipelines.shorts import cover, graph, joints, preview, reframe, reuse, stills
from pipelines.shorts.brand import HOUSE, Kit
from pipelines.shorts.cut import of_span
from pipelines.shorts.encode import Encoded, encode
from pipelines.shorts.encoder import X264, Encoder
from pipelines.shorts.footage import Scene, look
from pipelines.shorts.footage import scenes as find_scenes
from pipelines.shorts.framing import at
from pipelines.shorts.job import Job, file_of, make_job, work_of
from pipelines.shorts.reuse import COVER, PREVIEW, Earlier, Prints, earlier
from pipelines.shorts.shots import number
from pipelines.shorts.sidecars import put, write_sidecars
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import EditPlan, Framings, Ratio, Rendered, Rendition
from pipelines.shorts.timeline import FPS


def render(
    plan: EditPlan,
    source: Path,
    origin: Time,
    rotation: int,
    out: Path,
    progress: Progress = silent,
    *,
    kit: Kit | None = None,
    encoder: Encoder = X264,
    cache: Path | None = None,
    faces: Path | None = None,
) -> Rendered:
    """Make every rendition of the plan, its cover and its caption files in ``out``.

    ``source``: the joined recording; ``origin``: the recording time of its zero; ``rotation``:
    degrees clockwise by which the coded picture must be turned; ``kit``: the shop's brand;
    ``cache``: a folder that keeps its intro and outro; ``faces``: YuNet's file. What an earlier
    rendering into ``out`` made from the same stays as it is. Nothing is drawn before all
    characters are known to have glyphs.
    Raises `NothingToShow`, `UnknownStyle`, `UnknownPreset`, `MissingGlyphs` and what
    `pipelines.media.ffmpeg.run` raises. Files appear whole; ``rendered.json`` is last.
    """
    try:
        job = make_job(
            plan,
            open_source(source),
            origin,
            rotation,
            out,
            kit=kit,
            encoder=encoder,
            cache=cache,
            faces=faces,
        )
        return _render(job, _Sight(job, part(progress, 0.0, 0.2)), earlier(out), progress)
    finally:
        shutil.rmtree(work_of(out), ignore_errors=True)


@dataclass
class _Sight:
    """What is seen of the clip: looked at once, and only where something new must be decided."""

    job: Job
    progress: Progress

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        footage = look(self.job.source, self.job.cut, self.progress)
        return find_scenes(self.job.plan, footage, self.job.cut.timeline, self.job.faces)

    @cached_property
    def closer(self) -> cover.Closer:
        return cover.Closer(self.job.source, self.job.cut, self.job.plan.span.start)


def _render(job: Job, sight: _Sight, before: Earlier, progress: Progress) -> Rendered:
    prints = reuse.framing_prints(job)
    job = job.framed({r: _framing(job, r, sight, before, prints) for r in job.plan.ratios})
    prints |= reuse.rendition_prints(job, prints)
    wanted = [ratio for ratio in job.plan.ratios if not before.keeps(file_of(ratio), prints)]
    encoded = encode(job, sight.scenes, wanted, part(progress, 0.2, 0.9)) if wanted else None
    moment = before.moment(prints) or _moment(job, sight)
    prints |= reuse.cover_print(job, prints, moment)
    fresh = {file_of(ratio): path for ratio, path in encoded.files.items()} if encoded else {}
    if not before.keeps(COVER, prints):
        fresh[COVER] = _cover(job, moment, sight.closer)
    if not before.keeps(PREVIEW, prints):
        progress(0.92, "making the preview")
        fresh[PREVIEW] = _preview(job, fresh)
    progress(0.97, "writing the documents")
    if fresh:
        before.forget()
    for name, path in fresh.items():
        path.replace(job.out / name)
    return _documents(job, before, encoded, moment, prints)


def _moment(job: Job, sight: _Sight) -> Time:
    """Of the cover: the best few frames are looked at in full."""
    return cover.choose(sight.scenes, job.plan, sight.closer)


def _framing(job: Job, ratio: Ratio, sight: _Sight, before: Earlier, prints: Prints) -> Framings:
    """As before where the same would come out; else what people decided, else what we decide;
    split where parts were left out."""
    given = job.given(ratio)
    known = before.framings(ratio, prints, given)
    if known is not None:
        return known
    chosen = given or reframe.decide(sight.scenes, ratio)
    return joints.across(chosen, sight.scenes, job.cut.timeline)


def _cover(job: Job, moment: Time, closer: cover.Closer) -> Path:
    """The cover on the first ratio's canvas, without captions; an unfinished file."""
    ratio, timeline = job.plan.ratios[0], job.cut.timeline
    frame = min(timeline.frame(number(moment, timeline)), job.cut.frames - 1)
    shot = next(shot for shot in job.shots(ratio) if shot.first <= frame < shot.last)
    resting = at(shot.framing, (frame - shot.first) / max(1, shot.frames - 1))
    whole = stills.write(job.work / "whole.ppm", closer.frame(of_span(timeline, frame)))
    picture = job.work / "cover.ppm"
    aspect = job.source.aspect(job.cut.rotation)
    made = graph.still(whole, aspect, ratio, resting, picture)
    ffmpeg.run(made, read=[whole], write=[job.work])
    # The neutral brand's colour is that of a panel, not of a shop.
    ground = {} if job.kit is HOUSE else {"ground": job.kit.brand.primary}
    title, language = job.plan.title, job.plan.language
    return cover.draw(picture, title, job.style, language, job.work / COVER, **ground)


def _preview(job: Job, fresh: Mapping[str, Path]) -> Path:
    """The first rendition as a small moving picture, without intro and outro; unfinished."""
    name = file_of(job.plan.ratios[0])
    lead, sixth = Time.seconds(job.before / FPS), job.cut.duration.us // 6
    moments = [lead + Time(sixth * number) for number in (1, 3, 5)]
    video = fresh.get(name, job.out / name)
    return preview.write(video, job.work / PREVIEW, moments)


def _documents(
    job: Job, before: Earlier, encoded: Encoded | None, moment: Time, prints: Prints
) -> Rendered:
    """The caption files and the documents; what an earlier rendering made besides is removed."""
    lead = Time.seconds(job.before / FPS)
    rendered = Rendered(
        plan=job.plan,
        renditions=tuple(_rendition(job, ratio) for ratio in job.plan.ratios),
        cover=COVER,
        cover_at=moment,
        preview=PREVIEW,
        captions=write_sidecars(job.plan, job.cut.timeline, job.out, lead),
        encoder=job.encoder.name,
        prints=dict(sorted(prints.items())),
        **before.heard() if encoded is None else encoded.heard(),
    )
    put(job.out / "plan.json", job.plan.model_dump_json(indent=2) + "\n")
    put(job.out / reuse.DOCUMENT, rendered.model_dump_json(indent=2) + "\n")
    before.clear(rendered)
    return rendered


def _rendition(job: Job, ratio: Ratio) -> Rendition:
    width, height = job.preset.size(ratio)
    name = file_of(ratio)
    size = (job.out / name).stat().st_size
    return Rendition(
        name=name, ratio=ratio, width=width, height=height, duration=job.duration, size=size
    )
