"""The main job through a running service, as a seller would do it: upload, follow, look.

``python -m bench.main_job --url URL --key KEY --output DIR`` uploads the demo recording and the
demo footage of the factory, follows both jobs live, prints what was found and how long each stage
took, and leaves everything in DIR with an ``index.html``.
"""

import argparse
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.table import Table

from assets import asset
from pipelines.errors import PipelineError
from pipelines.media.time import Time
from pipelines.speech.spec import Transcript
from worker import console
from worker.remote import Service
from worker.showcase import Showcase, ShownClip, write_showcase

DEMO = asset("demo")
COMPANIONS = {"events": "events.jsonl", "products": "products.json", "transcript": "recording.vtt"}
FIRST_LINES = 8


@dataclass(frozen=True, slots=True)
class Finished:
    """One job that ended well."""

    job: dict[str, Any]
    folder: Path

    @property
    def seconds(self) -> dict[str, float]:
        spent: dict[str, float] = {}
        for stage in self.job["stages"]:
            spent[stage["name"]] = spent.get(stage["name"], 0.0) + float(stage["seconds"] or 0)
        return spent


def main() -> int:
    options = _options()
    service = Service(options.url, options.key)
    recording = _upload_livestream(service)
    footage = _upload_footage(service)
    stream = service.start(recording, {"title": "Demo livestream"})
    tour = service.start(footage[0], {"title": "The factory hall", "also": footage[1:]})
    shorts = Finished(_follow(service, stream, "shorts"), options.output)
    panorama = Finished(_follow(service, tour, "tour"), options.output / "tour")
    _fetch(service, f"/jobs/{stream}/outputs", shorts.folder)
    _fetch(service, f"/jobs/{tour}/outputs", panorama.folder)
    clips = service.get(f"/clips?job_id={stream}")["clips"]
    _tell_transcript(options.output)
    _tell_highlights(clips)
    page = _show(clips, shorts, panorama)
    _tell_files(options.output)
    _tell_times({"shorts": shorts, "tour": panorama})
    console.out.print(f"\n[bold]Open {page}[/bold]")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--output", type=Path, required=True)
    return parser.parse_args()


def _upload_livestream(service: Service) -> str:
    recording = _upload(service, DEMO / "recording.mp4", {"kind": "livestream"})
    for role, name in COMPANIONS.items():
        _upload(service, DEMO / name, {"companion_of": recording, "role": role})
    return recording


def _upload_footage(service: Service) -> list[str]:
    """Photos of one place as one zip, the panning clip as it is."""
    with TemporaryDirectory() as scratch:
        packed = Path(scratch) / "Hall from photos.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for photo in sorted((DEMO / "photos").glob("*.jpg")):
                archive.write(photo, photo.name)
        photos = _upload(service, packed, {"kind": "tour"})
    clip = _upload(service, DEMO / "pan.mp4", {"kind": "tour", "filename": "Hall from a clip.mp4"})
    return [photos, clip]


def _upload(service: Service, path: Path, metadata: Mapping[str, str]) -> str:
    with console.progressing(f"upload {path.name}") as progress:
        return service.upload(path, metadata, progress)


def _follow(service: Service, job: str, label: str) -> dict[str, Any]:
    """Follow a job to its end; raises `PipelineError` when it does not end well."""
    with console.progressing(label) as progress:
        for event in service.follow(job):
            data = event["data"]
            named = " ".join(str(data.get(k, "")) for k in ("stage", "note") if data.get(k))
            progress(float(service.get(f"/jobs/{job}")["progress"]), named or event["type"])
    ended = service.get(f"/jobs/{job}")
    if ended["state"] != "done":
        raise PipelineError(f"The {label} job ended as {ended['state']}: {ended['error']}")
    return ended


def _fetch(service: Service, path: str, folder: Path) -> None:
    for link in service.get(path)["files"]:
        service.fetch(link["url"], folder / link["name"])


def _tell_transcript(out: Path) -> None:
    transcript = Transcript.load(out / "transcript.json")
    console.out.rule(f"Transcript ({transcript.language}, {transcript.engine})")
    for segment in transcript.segments[:FIRST_LINES]:
        console.out.print(f"  {segment.start.clock()}  {segment.text.strip()}", markup=False)
    if len(transcript.segments) > FIRST_LINES:
        console.out.print(f"  … {len(transcript.segments) - FIRST_LINES} more lines")


def _tell_highlights(clips: Iterable[Mapping[str, Any]]) -> None:
    console.out.rule("Highlights")
    for clip in clips:
        span = f"{Time.seconds(clip['start']).clock()} to {Time.seconds(clip['end']).clock()}"
        console.out.print(f"  {clip['index']}. [bold]{clip['title']}[/bold]  {span}")
        for reason in clip["reasons"]:
            console.out.print(f"       {reason['share']:+.2f}  {reason['text']}", markup=False)


def _tell_files(out: Path) -> None:
    console.out.rule("Files")
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out)
        if name.parts[0] != "service" and "tiles" not in name.parts:
            console.out.print(f"  {path.stat().st_size / 1e6:8.2f} MB  {name}", markup=False)


def _tell_times(jobs: Mapping[str, Finished]) -> None:
    table = Table("job", "stage", "seconds", box=None)
    for label, finished in jobs.items():
        for stage, seconds in finished.seconds.items():
            table.add_row(label, stage, f"{seconds:.1f}")
    console.out.rule("Time")
    console.out.print(table)


def _show(clips: Iterable[Mapping[str, Any]], shorts: Finished, panorama: Finished) -> Path:
    out = shorts.folder
    transcript = Transcript.load(out / "transcript.json")
    said = [(s.start.clock()[3:8], s.text.strip()) for s in transcript.segments]
    spent = {
        f"{job} {stage}": seconds
        for job, each in (("shorts", shorts), ("tour", panorama))
        for stage, seconds in each.seconds.items()
    }
    shown = Showcase(
        title="One livestream, one factory",
        clips=[_clip(clip, out) for clip in clips],
        transcript=said,
        tour=panorama.folder,
        seconds=spent,
        notes=[*shorts.job["notes"], *panorama.job["notes"]],
        links={"Report with every reason": "report.html", "Facts": "facts.json"},
    )
    return write_showcase(shown, out / "index.html")


def _clip(clip: Mapping[str, Any], out: Path) -> ShownClip:
    folder = next((out / "clips").glob(f"{clip['index']:02}-*"))
    name = folder.relative_to(out).as_posix()
    return ShownClip(
        title=clip["title"],
        category=clip["category"].replace("_", " "),
        video=f"{name}/9x16.mp4",
        cover=f"{name}/cover.jpg",
        start=Time.seconds(clip["start"]).clock()[3:8],
        end=Time.seconds(clip["end"]).clock()[3:8],
        reasons=[reason["text"] for reason in clip["reasons"] if reason["share"] > 0],
        facts=[f"{fact['kind'].replace('_', ' ')}: {fact['words']}" for fact in clip["facts"]],
    )


if __name__ == "__main__":
    raise SystemExit(main())
