"""What a commit writes into the catalog about finished work."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import InputError
from pipelines.highlights.spec import Contradiction, Fact, Facts, Highlight, Highlights, Reason
from pipelines.media.spec import Probe
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan, Rendered, Rendition
from pipelines.tours.spec import Scene, TourManifest
from storage.catalog import clips, contradictions, facts, jobs, playbacks, shops, tours
from storage.catalog.models import Job, Policy
from storage.catalog.stages import NewStage
from tests.worker.harness import Stand
from worker.publish import record_clips, record_facts, record_probe, record_tour
from worker.registry import PIPELINES
from worker.revise import record_revision


def at(seconds: float) -> Time:
    return Time.seconds(seconds)


def write_clip(folder: Path, index: int, highlight: str) -> str:
    plan = EditPlan(
        index=index,
        slug="five-hundred",
        title=f"Five hundred pieces {index}",
        highlight=highlight,
        language="en",
        span=Span(start=at(10.5), end=at(40.25)),
    )
    rendered = Rendered(
        plan=plan,
        renditions=(
            Rendition(
                name="9x16.mp4", ratio="9:16", width=1080, height=1920, duration=at(29.75), size=9
            ),
        ),
        cover="cover.jpg",
        captions=("en.vtt",),
    )
    rendered.save(folder / "clips" / plan.folder / "rendered.json")
    return plan.folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    fact = Fact(
        id="f1",
        kind="moq",
        value={"quantity": 500},
        words="five hundred pieces",
        start=at(11),
        end=at(12),
        confidence=0.9,
    )
    reason = Reason(feature="facts", value=1, share=0.5, text="1 fact named")
    highlight = Highlight(
        id="h1",
        start=at(10),
        end=at(41),
        score=0.75,
        category="price_terms",
        title="Five hundred",
        reasons=(reason,),
        facts=("f1", "unknown"),
    )
    Facts(facts=(fact,)).save(folder / "facts.json")
    Highlights(highlights=(highlight,)).save(folder / "highlights.json")
    return folder


def order(desk: Stand) -> Job:
    return desk.job(desk.order())


def test_each_rendered_plan_becomes_a_clip_with_a_public_handle(desk: Stand, folder: Path) -> None:
    job = order(desk)
    first = write_clip(folder, 1, "h1")
    names = ("9x16.mp4", "cover.jpg", "en.vtt")
    outputs = {f"clips/{first}/{name}": f"k/{name}" for name in names}
    outputs["clips/01-five-hundred-more/9x16.mp4"] = "k/other"
    with desk.database.begin() as s:
        record_clips(s, job, outputs, folder)
    with desk.database.read() as s:
        (clip,) = clips.list(s, desk.shop, job_id=job.id)
        handle = playbacks.for_clip(s, desk.shop, clip.id)
    assert (clip.index, clip.title, clip.category) == (1, "Five hundred pieces 1", "price_terms")
    assert (clip.start_us, clip.end_us, clip.language) == (10_500_000, 40_250_000, "en")
    assert clip.score == 0.75
    assert clip.objects == {name: f"k/{name}" for name in names}
    assert [reason["text"] for reason in clip.reasons] == ["1 fact named"]
    assert [fact["words"] for fact in clip.facts] == ["five hundred pieces"]
    assert handle is not None and handle.policy == Policy.PUBLIC


def test_recording_twice_changes_no_id(desk: Stand, folder: Path) -> None:
    job = order(desk)
    write_clip(folder, 1, "h1")
    seen: list[Any] = []
    for _ in range(2):
        with desk.database.begin() as s:
            record_clips(s, job, {}, folder)
        with desk.database.read() as s:
            (clip,) = clips.list(s, desk.shop, job_id=job.id)
            handle = playbacks.for_clip(s, desk.shop, clip.id)
            assert handle is not None
            seen.append((clip.id, handle.id))
    assert seen[0] == seen[1]


def test_a_plan_without_a_known_highlight_is_a_moment(desk: Stand, folder: Path) -> None:
    job = order(desk)
    write_clip(folder, 2, "made by hand")
    with desk.database.begin() as s:
        record_clips(s, job, {}, folder)
        (clip,) = clips.list(s, desk.shop, job_id=job.id)
        assert (clip.category, clip.score, clip.reasons, clip.facts) == ("moment", 0.0, [], [])


def test_a_job_without_clips_records_none(desk: Stand, folder: Path) -> None:
    job = order(desk)
    with desk.database.begin() as s:
        record_clips(s, job, {}, folder)
        assert clips.list(s, desk.shop, job_id=job.id) == []


def test_facts_are_told_with_the_commit_and_again_by_a_newer_job(desk: Stand, folder: Path) -> None:
    job = order(desk)
    with desk.database.begin() as s:
        record_facts(s, job, {}, folder)
        (fact,) = facts.list(s, desk.shop)
    assert (fact.kind, fact.value, fact.words) == ("moq", {"quantity": 500}, "five hundred pieces")
    assert fact.text == "at least 500 pieces"
    assert (fact.start_us, fact.end_us, fact.job_id) == (11_000_000, 12_000_000, job.id)
    with desk.database.begin() as s:
        newer = jobs.create(
            s,
            shop_id=desk.shop,
            recording_id=job.recording_id,
            pipeline="stand",
            spec={},
            first=[NewStage("ingest")],
        )
        record_clips(s, newer, {}, folder)  # its understanding was reused
        (fact,) = facts.list(s, desk.shop)
    assert fact.job_id == newer.id


def price(name: str, second: float, amount: float, product: str | None = "VB-500") -> Fact:
    return Fact(
        id=name,
        kind="price",
        value={"amount": amount, "currency": "USD", "per": "piece"},
        words=f"it is {amount} dollars a piece",
        start=at(second),
        end=at(second + 1),
        confidence=0.9,
        product=product,
    )


def tell(desk: Stand, job: Job, folder: Path, *found: Fact, clash: tuple[str, ...] = ()) -> None:
    there = [Contradiction(kind="price", facts=clash, text="both")] if clash else []
    Facts(facts=found, contradictions=tuple(there)).save(folder / "facts.json")
    with desk.database.begin() as s:
        record_facts(s, job, {}, folder)


def clashes(desk: Stand, shop: str = "") -> list[tuple[str, float, float]]:
    """Recordings and moments of both sides."""
    with desk.database.read() as s:
        found = contradictions.list(s, shop or desk.shop)
    sides = [(each.first.fact, each.second.fact) for each in found if each.second]
    return sorted(
        (one.recording_id + two.recording_id, one.start_us / 1e6, two.start_us / 1e6)
        for one, two in sides
    )


def test_contradictions_are_found_across_the_recordings_of_a_shop(
    desk: Stand, tmp_path: Path
) -> None:
    first, second = order(desk), order(desk)
    tell(desk, first, tmp_path, price("f1", 10, 2.5), price("f2", 99, 7.0, "CK-12"))
    assert clashes(desk) == []
    tell(desk, second, tmp_path, price("f1", 44, 2.8), price("f2", 45, 2.8, None))
    both = sorted([first.recording_id, second.recording_id])
    times = (10, 44) if both[0] == first.recording_id else (44, 10)
    assert clashes(desk) == [("".join(both), *times)]
    with desk.database.read() as s:
        (found,) = contradictions.list(s, desk.shop)
    assert "USD 2.50 a piece at 00:10" in found.contradiction.text
    assert found.contradiction.product == "VB-500"
    tell(desk, second, tmp_path, price("f1", 44, 2.5))
    assert clashes(desk) == [], "what was told anew agrees"


def test_contradictions_inside_a_recording_keep_their_moments(desk: Stand, tmp_path: Path) -> None:
    job = order(desk)
    found = (price("f1", 10, 2.5), price("f2", 80, 2.8))
    for _ in range(2):
        tell(desk, job, tmp_path, *found, clash=("f1", "f2"))
        assert clashes(desk) == [(job.recording_id * 2, 10, 80)]


def test_another_shops_facts_contradict_nothing(desk: Stand, tmp_path: Path) -> None:
    tell(desk, order(desk), tmp_path, price("f1", 10, 2.5))
    own = desk.shop
    with desk.database.begin() as s:
        desk.shop = shops.create(s, "rival").id
    tell(desk, order(desk), tmp_path, price("f1", 44, 2.8))
    assert clashes(desk) == clashes(desk, own) == []


def test_a_tour_is_recorded_with_its_objects(desk: Stand, tmp_path: Path) -> None:
    job = order(desk)
    scene = Scene(
        id="hall",
        title="Hall",
        panorama="scenes/hall/panorama.jpg",
        preview="scenes/hall/preview.jpg",
        width=4000,
        height=2000,
        coverage=0.6,
        span=360,
        report="scenes/hall/panorama.json",
    )
    TourManifest(title="Our factory", scenes=(scene,)).save(tmp_path / "tour.json")
    outputs = {
        "tour.json": "k/1",
        "scenes/hall/panorama.jpg": "k/2",
        "work/footage/hall/1.jpg": "k/3",
    }
    ids = set()
    for _ in range(2):
        with desk.database.begin() as s:
            record_tour(s, job, outputs, tmp_path)
            (tour,) = tours.list(s, desk.shop, job_id=job.id)
            handle = playbacks.for_tour(s, desk.shop, tour.id)
            assert handle is not None and handle.policy == Policy.PUBLIC
            ids.add((tour.id, handle.id))
    assert len(ids) == 1
    assert tour.title == "Our factory"
    assert tour.objects == {"tour.json": "k/1", "scenes/hall/panorama.jpg": "k/2"}
    assert TourManifest.model_validate(tour.manifest).scenes == (scene,)


def test_the_probe_of_a_recording_is_kept(desk: Stand, tmp_path: Path) -> None:
    job = order(desk)
    probe = Probe(name="a.mp4", size=1, sha256="0" * 64, container="mp4", duration=at(1.5))
    probe.save(tmp_path / "recording.json")
    with desk.database.begin() as s:
        record_probe(s, job, {}, tmp_path)
    assert desk.recording(job.id).probe == probe.model_dump(mode="json")


def test_a_missing_document_is_a_typed_error(desk: Stand, tmp_path: Path) -> None:
    job = order(desk)
    with desk.database.begin() as s, pytest.raises(InputError, match=r"tour\.json"):
        record_tour(s, job, {}, tmp_path)


def test_the_pipelines_record_what_they_publish() -> None:
    hooks = {
        (pipeline.name, step.name): step.record
        for pipeline in PIPELINES.values()
        for step in pipeline.steps
        if step.record
    }
    assert hooks == {
        ("livestream", "ingest"): record_probe,
        ("livestream", "understand"): record_facts,
        ("livestream", "publish"): record_clips,
        ("revision", "publish"): record_revision,
        ("tour", "publish"): record_tour,
    }
