"""The main job through a running service, as a seller would do it: upload, follow, look.

``python -m bench.main_job --url URL --key KEY --output DIR`` uploads the demo recording and the
demo footage of the factory, follows both jobs live, holds what was found against the truth of the
demo, prints how long each stage took, and leaves everything in DIR with an ``index.html``.
"""

import argparse
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assets import asset
from bench import told
from bench.known import Judged, figures, judge, known
from bench.world.spec import STATIONS, Footage, Truth
from pipelines.errors import PipelineError
from pipelines.highlights.events import read_events
from pipelines.panorama.spec import PanoramaReport
from pipelines.tours.spec import TourManifest
from worker import console
from worker.remote import Service
from worker.showcase import (
    Figure,
    Flow,
    Found,
    Showcase,
    make_showcase,
    read_found,
    write_showcase,
)

DEMO = asset("demo")
RECORDING, TRUTH, FLOOR_PLAN = "recording.mp4", "recording.truth.json", "floorplan.svg"
COMPANIONS = {"events": "events.jsonl", "products": "products.json"}
BROUGHT = {"transcript": "recording.vtt"}
TITLE = "One livestream from the factory floor"


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
    stream = _start_livestream(service)
    tour = _start_tour(service)
    shorts = Finished(_follow(service, stream, "shorts"), options.output)
    panorama = Finished(_follow(service, tour, "tour"), options.output / "tour")
    _fetch(service, f"/jobs/{stream}/outputs", shorts.folder)
    _fetch(service, f"/jobs/{tour}/outputs", panorama.folder)
    # Every short leads back to its moment, so the recording lies beside the page.
    shutil.copyfile(DEMO / RECORDING, options.output / RECORDING)
    page = tell(shorts, panorama)
    console.out.print(f"\n[bold]Open {page}[/bold]")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--output", type=Path, required=True)
    return parser.parse_args()


def recognises() -> bool:
    """Whether the release carries the speech model that knows the demo's words."""
    return (DEMO / "speech-model" / "model.bin").is_file()


def _start_livestream(service: Service) -> str:
    """The recording with its event log and product list; with the seller's transcript only where
    there is no model to hear it."""
    recording = _upload(service, DEMO / RECORDING, {"kind": "livestream"})
    spec = {"title": TITLE}
    companions = dict(COMPANIONS)
    if recognises():
        spec["model"] = "demo"
    else:
        companions |= BROUGHT
        console.out.print(
            "There is no demo speech model here: the seller's transcript is used, and nothing is "
            "recognised."
        )
    for role, name in companions.items():
        _upload(service, DEMO / name, {"companion_of": recording, "role": role})
    return service.start(recording, spec)


def _start_tour(service: Service) -> str:
    """Photos of one place as one zip, the panning clip as it is."""
    names = _station("photos"), _station("pan")
    with TemporaryDirectory() as scratch:
        packed = Path(scratch) / f"{names[0]} from photos.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for photo in sorted((DEMO / "photos").glob("*.jpg")):
                archive.write(photo, photo.name)
        photos = _upload(service, packed, {"kind": "tour"})
    clip = {"kind": "tour", "filename": f"{names[1]} from a clip.mp4"}
    pan = _upload(service, DEMO / "pan.mp4", clip)
    more = f"; the floor plan is {FLOOR_PLAN}" if (DEMO / FLOOR_PLAN).is_file() else ""
    console.out.print(f"Footage: a set of photos and a panning clip{more}.")
    return service.start(photos, {"title": "The factory", "also": [pan]})


def _station(footage: str) -> str:
    """Where the footage was taken, by its truth."""
    path = DEMO / f"{footage}.truth.json"
    place = Footage.load(path).station if path.is_file() else None
    return next((station.title for station in STATIONS if station.name == place), "Hall")


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


def tell(shorts: Finished, tour: Finished) -> Path:
    """Print what was found and write the page; returns the page."""
    found = replace(read_found(shorts.folder), seconds=shorts.seconds)
    truth = DEMO / TRUTH
    judged = judge(found, Truth.load(truth)) if truth.is_file() else None
    reports = read_reports(tour.folder)
    told.transcript(found, judged)
    told.stated(found, judged)
    told.highlights(found, judged)
    told.panoramas(reports)
    page = write_showcase(showcase(found, judged, shorts, tour), shorts.folder / "index.html")
    told.files(shorts.folder)
    told.times({"shorts": shorts.seconds, "tour": tour.seconds})
    return page


def read_reports(tour: Path) -> dict[str, PanoramaReport]:
    """The report of each scene by its title."""
    manifest = TourManifest.load(tour / "tour.json")
    return {scene.title: PanoramaReport.load(tour / scene.report) for scene in manifest.scenes}


def showcase(found: Found, judged: Judged | None, shorts: Finished, tour: Finished) -> Showcase:
    """The demo's page."""
    shown = make_showcase(
        found, TITLE, read_events(DEMO / COMPANIONS["events"]), known(judged) if judged else None
    )
    spent = sum(shorts.seconds.values()) + sum(tour.seconds.values())
    return replace(
        shown,
        lead=_lead(found, judged, spent),
        figures=[
            *(figures(judged) if judged else ()),
            *shown.figures,
            *(_closure(report) for report in list(read_reports(tour.folder).values())[:1]),
        ],
        small_print=_small_print(found, judged),
        tour=tour.folder,
        floor_plan=DEMO / FLOOR_PLAN,
        flows=[*shown.flows, Flow("Footage to tour", list(tour.seconds.items()))],
        notes=list(dict.fromkeys([*shorts.job["notes"], *tour.job["notes"], *shown.notes])),
        links={
            "Report with every reason": "report.html",
            "Facts as data": "facts.json",
            "Transcript": "transcript.vtt",
        },
    )


def _lead(found: Found, judged: Judged | None, spent: float) -> str:
    facts = len({(one.kind, str(one.value)) for one in found.facts})
    checked = ", each held against what was truly said" if judged else ""
    return (
        f"{facts} facts a buyer asks for{checked}, and the factory to look around in. "
        f"Made on this machine in {spent:.0f} seconds of work."
    )


def _closure(report: PanoramaReport) -> Figure:
    note = f"{len(report.inputs)} pictures, {report.coverage:.0%} of the sphere seen"
    if report.loop_error is not None and report.closed:
        return Figure("Panorama closes within", f"{report.loop_error:.2f}°", note)
    return Figure("Panorama", "closed" if report.closed else f"{report.span:.0f}°", note)


def _small_print(found: Found, judged: Judged | None) -> list[str]:
    said = []
    if found.transcript.model == "demo":
        said.append(
            "The demo speech model knows the vocabulary of this demo only. Its error rate says "
            "nothing about other recordings; for those, real weights are fetched."
        )
    elif found.transcript.engine == "seller":
        said.append("The transcript was brought by the seller: no speech was recognised here.")
    if judged:
        said.append(
            "The factory, its people and their voices are made by scripts, which is why the truth "
            "is known. A cut counts as found when it and a short overlap by 30 % or more; a fact "
            "is right when its kind, its time and every known part of its value agree."
        )
    return said


if __name__ == "__main__":
    raise SystemExit(main())
