"""A second job over a recording does again only what changed.

What depends on locks runs on each database, the rest on SQLite.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from pipelines.errors import InputError
from pipelines.progress import Progress
from storage.catalog import clips, jobs, recordings, shops, stages
from storage.catalog.database import Database
from storage.catalog.models import Job, Stage, State
from storage.catalog.stages import AS_BEFORE
from storage.ids import new_id
from storage.objects.local import LocalStore
from tests.worker.harness import sqlite
from worker.context import CURRENT, Context
from worker.horse import run_stage
from worker.pipeline import COMPANIONS, SOURCE, Pipeline, Result, Step, Task, Tools

RAN: list[str] = []


def step(work: Callable[[Task], Result]) -> Callable[[Task, Progress], Result]:
    def run(task: Task, progress: Progress) -> Result:
        name = work.__name__
        RAN.append(f"{name} {task.inputs['word']}" if "word" in task.inputs else name)
        if task.spec.get("fail") == name:
            raise InputError("It cannot be read.", remedy="Bring another.")
        return work(task)

    return run


def write(task: Task, name: str, text: str) -> None:
    path = task.out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def ingest(task: Task) -> Result:
    write(task, "work/media.txt", task.sources[0].read_text())
    return Result(notes=["ingested"])


def listen(task: Task) -> Result:
    write(task, "work/speech.txt", str(task.spec.get("model")))
    words = (task.folder / "work/media.txt").read_text().split()
    return Result(fan=[{"word": word} for word in words])


def transcribe(task: Task) -> Result:
    word, model = task.inputs["word"], (task.folder / "work/speech.txt").read_text()
    write(task, f"work/words/{word}.txt", f"{word} by {model}")
    return Result()


def understand(task: Task) -> Result:
    words = sorted((task.folder / "work/words").iterdir())[: task.spec["shorts"]]
    events = task.companions["events"].read_text() if task.companions else ""
    write(task, "found.txt", " ".join(path.stem for path in words) + events)
    return Result(notes=[f"{len(words)} found"], lasting="poor" not in task.spec)


def plan(task: Task) -> Result:
    words = (task.folder / "found.txt").read_text().split()
    for word in words:
        write(task, f"plans/{word}.txt", f"{word} {task.spec.get('ratio')}")
    return Result(fan=[{"word": word} for word in words])


def render(task: Task) -> Result:
    word = task.inputs["word"]
    write(task, f"clips/{word}.txt", (task.folder / f"plans/{word}.txt").read_text())
    return Result()


def publish(task: Task) -> Result:
    write(task, "report.txt", " ".join(sorted(p.stem for p in (task.folder / "clips").iterdir())))
    return Result()


def record(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    rows = [
        {"index": number, "title": path.stem, "category": "moment", "score": 1.0}
        | {"start_us": 0, "end_us": 1, "objects": {path.name: outputs[f"clips/{path.name}"]}}
        for number, path in enumerate(sorted((folder / "clips").iterdir()))
    ]
    clips.replace(s, job, rows)


def needs(*names: str) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    return lambda inputs: [name.format(**inputs) for name in names]


REEL = Pipeline(
    "reel",
    (
        Step("ingest", step(ingest), needs(SOURCE)),
        Step("listen", step(listen), needs("work/media.txt"), keys=("model",)),
        Step("transcribe", step(transcribe), needs("work/media.txt", "work/speech.txt")),
        Step("understand", step(understand), needs("work/words/*", COMPANIONS), keys=("shorts",)),
        Step("plan", step(plan), needs("found.txt"), keys=("ratio",)),
        Step("render", step(render), needs("plans/{word}.txt")),
        Step("publish", step(publish), needs("clips/*"), record=record),
    ),
)


class Bench:
    """One shop, and a worker that is this process."""

    def __init__(self, database: Database, root: Path) -> None:
        self.database, self.store = database, LocalStore(root / "objects")
        self.context = Context(
            open_database=lambda: Database(database.url.render_as_string(hide_password=False)),
            open_store=lambda: self.store,
            pipelines={"reel": REEL},
            scratch=root / "work",
            tools=Tools(weights=root),
        )
        with database.begin() as s:
            self.shop = shops.create(s, new_id("name")).id

    def recording(self, text: str = "ax bolt cog", key: str = "") -> str:
        key = key or f"shops/{self.shop}/{new_id('src')}"
        self.store.put_bytes(key, text.encode())
        with self.database.begin() as s:
            return recordings.create(
                s,
                shop_id=self.shop,
                kind="livestream",
                name="a.mp4",
                key=key,
                size=1,
                content_type="video/mp4",
            ).id

    def order(self, recording: str, **spec: Any) -> str:
        with self.database.begin() as s:
            return jobs.create(
                s,
                shop_id=self.shop,
                recording_id=recording,
                pipeline="reel",
                spec={"shorts": 2, **spec},
                first=REEL.first(),
            ).id

    def work(self) -> list[str]:
        """Run what is ready until nothing is; returns the steps that really ran."""
        RAN.clear()
        CURRENT.set(self.context)
        while found := self.ready():
            for stage in found:
                run_stage(*stage)
        return sorted(RAN)

    def ready(self) -> list[tuple[str, int]]:
        with self.database.begin() as s:
            return [(stage.id, stage.attempt) for stage in stages.ready(s, 100)]

    def run(self, recording: str, **spec: Any) -> tuple[str, list[str]]:
        job = self.order(recording, **spec)
        return job, self.work()

    def job(self, job_id: str) -> Job:
        with self.database.read() as s:
            return jobs.get(s, self.shop, job_id)

    def stages(self, job_id: str) -> dict[str, Stage]:
        with self.database.read() as s:
            return {f"{each.name}/{each.index}": each for each in stages.of_job(s, job_id)}

    def outputs(self, job_id: str) -> dict[str, bytes]:
        """What the job's outputs say; one that is gone raises."""
        with self.database.read() as s:
            found = stages.outputs(s, job_id)
        return {name: b"".join(self.store.open(key)) for name, key in found.items()}

    def delete(self, job_id: str) -> jobs.Freed:
        """As the service does."""
        with self.database.begin() as s:
            freed = jobs.delete(s, self.shop, job_id)
        below = {info.key for info in self.store.list(f"shops/{self.shop}/jobs/{job_id}/")}
        self.store.delete_many(sorted((below - freed.kept) | freed.keys))
        return freed


@pytest.fixture
def each(database: Database, tmp_path: Path) -> Iterator[Bench]:
    """A bench on each database."""
    bench = Bench(database, tmp_path)
    token = CURRENT.set(bench.context)
    yield bench
    CURRENT.reset(token)


@pytest.fixture
def bench(sqlite_template: Path, tmp_path: Path) -> Iterator[Bench]:
    with closing(Database(sqlite(tmp_path, sqlite_template))) as database:
        bench = Bench(database, tmp_path)
        token = CURRENT.set(bench.context)
        yield bench
        CURRENT.reset(token)


FIRST = [
    *("ingest", "listen", "plan", "publish", "render ax", "render bolt"),
    *("transcribe ax", "transcribe bolt", "transcribe cog", "understand"),
]
ALWAYS = ["listen", "publish"]


@pytest.mark.parametrize(
    ("change", "ran"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"shorts": 3}, ["understand", "plan", "render cog"], id="more shorts"),
        pytest.param({"shorts": 1}, ["understand", "plan"], id="fewer shorts"),
        pytest.param({"ratio": "1:1"}, ["plan", "render ax", "render bolt"], id="another shape"),
        pytest.param(
            {"model": "small"},
            [*("transcribe ax", "transcribe bolt", "transcribe cog"), "understand"],
            id="another model that hears the same found",
        ),
        pytest.param({"title": "Cups"}, [], id="a key that no step reads"),
    ],
)
def test_only_what_changed_runs_again(bench: Bench, change: dict[str, Any], ran: list[str]) -> None:
    recording = bench.recording()
    first, everything = bench.run(recording)
    assert everything == FIRST
    second, again = bench.run(recording, **change)
    assert again == sorted([*ALWAYS, *ran])
    done = bench.job(second)
    assert (done.state, done.error) == (State.DONE, None)
    count = change.get("shorts", 2)
    assert done.notes == ["ingested", f"{count} found"]
    with bench.database.read() as s:
        titles = [clip.title for clip in clips.list(s, bench.shop, job_id=second)]
        assert len(clips.list(s, bench.shop, job_id=first)) == 2
    assert titles == ["ax", "bolt", "cog"][:count]
    assert bench.outputs(second)["report.txt"].decode().split() == titles


def test_a_reused_stage_says_so_and_took_no_attempt(bench: Bench) -> None:
    recording = bench.recording()
    first, _ = bench.run(recording)
    second, _ = bench.run(recording)
    before, after = bench.stages(first), bench.stages(second)
    assert before.keys() == after.keys()
    for name, stage in after.items():
        always = name.split("/")[0] in ALWAYS
        assert stage.reused == (None if always else before[name].id), name
        assert stage.note == (AS_BEFORE if not always else stage.note)
        assert stage.outputs == before[name].outputs or always
        # Only the first of a row goes through the queue, to be found done there.
        assert stage.attempt == (1 if always or name == "ingest/0" else 0), name


def test_what_was_reused_is_reused_again(each: Bench) -> None:
    recording = each.recording()
    first, _ = each.run(recording)
    for _ in range(2):
        job, ran = each.run(recording)
        assert ran == ALWAYS
    each.delete(first)
    assert each.run(recording)[1] == ALWAYS
    assert each.outputs(job)["clips/ax.txt"] == b"ax None"


@pytest.mark.parametrize("end", ["fails", "is cancelled"])
def test_only_finished_stages_are_reused(bench: Bench, end: str) -> None:
    recording = bench.recording()
    if end == "fails":
        job, ran = bench.run(recording, fail="understand")
    else:
        job = bench.order(recording)
        for _ in range(3):
            for stage in bench.ready():
                run_stage(*stage)
        with bench.database.begin() as s:
            jobs.cancel(s, bench.shop, job)
    assert bench.job(job).state in {State.FAILED, State.CANCELLED}
    second, ran = bench.run(recording)
    assert ran == sorted([*ALWAYS, "understand", "plan", "render ax", "render bolt"])
    assert bench.job(second).state == State.DONE


def test_another_companion_redoes_what_reads_it(bench: Bench) -> None:
    recording = bench.recording()
    bench.run(recording)
    bench.store.put_bytes("events", b" orders")
    with bench.database.begin() as s:
        recordings.attach(s, bench.shop, recording, "events", "events")
    _, ran = bench.run(recording)
    assert ran == sorted([*ALWAYS, "understand", "plan", "render orders"])


def test_what_lacked_something_is_tried_again(bench: Bench) -> None:
    recording = bench.recording()
    bench.run(recording, poor=True)
    _, ran = bench.run(recording)
    assert ran == sorted([*ALWAYS, "understand"]), "and found the same"
    assert bench.run(recording)[1] == ALWAYS


def test_another_release_redoes_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = bench.recording()
    bench.run(recording)
    monkeypatch.setattr("worker.prints.code", lambda: "another")
    assert bench.run(recording)[1] == FIRST


def test_nothing_comes_from_another_recording_or_shop(bench: Bench, tmp_path: Path) -> None:
    key = f"shops/{bench.shop}/the-same"
    bench.run(bench.recording(key=key))
    assert bench.run(bench.recording(key=key))[1] == FIRST
    rival = Bench(bench.database, tmp_path)
    assert rival.run(rival.recording(key=key))[1] == FIRST


def test_a_stage_from_before_the_prints_is_not_reused(bench: Bench) -> None:
    recording = bench.recording()
    bench.run(recording)
    with bench.database.begin() as s:
        s.execute(update(Stage).values(print=None, marks=None, fan=None, notes=None))
    assert bench.run(recording)[1] == FIRST


def test_what_was_taken_out_of_the_store_is_made_again(bench: Bench) -> None:
    recording = bench.recording()
    first, _ = bench.run(recording)
    bench.store.delete(bench.stages(first)["ingest/0"].outputs["work/media.txt"])
    second, _ = bench.run(recording, shorts=1)
    assert bench.job(second).error["code"] == "not_found"
    third, ran = bench.run(recording)
    assert (ran, bench.job(third).state) == (FIRST, State.DONE)


def test_a_deleted_job_leaves_what_others_use(each: Bench) -> None:
    recording = each.recording()
    first, _ = each.run(recording)
    second, _ = each.run(recording, shorts=1)
    before = each.outputs(second)
    assert each.delete(first).keys, "the clip that only the first job has goes"
    assert each.outputs(second) == before
    each.delete(second)
    left = [info.key for info in each.store.list(f"shops/{each.shop}/jobs/")]
    assert left == [], "the last one that used them takes them along"


def test_deleting_and_reusing_at_once(each: Bench, at_once: Callable[..., list[Any]]) -> None:
    """Either the second job came first and the bytes stay, or it does the work itself."""
    recording = each.recording()
    for _ in range(2):
        first, _ = each.run(recording)
        second = each.order(recording)
        (stage,) = each.ready()

        def act(who: str, stage: Any = stage, first: str = first) -> None:
            CURRENT.set(each.context)
            if who == "worker":
                run_stage(*stage)
            else:
                each.delete(first)

        assert at_once(act, "worker", "owner") == [None, None]
        each.work()
        assert each.job(second).state == State.DONE
        assert each.outputs(second)["report.txt"] == b"ax bolt"
        each.delete(second)


def test_two_jobs_at_once_do_not_disturb_each_other(
    each: Bench, at_once: Callable[..., list[Any]]
) -> None:
    recording = each.recording()
    made = [each.order(recording) for _ in range(2)]

    def work(_: int) -> None:
        CURRENT.set(each.context)
        while found := each.ready():
            for stage in found:
                run_stage(*stage)

    assert at_once(work, 1, 2) == [None, None]
    each.work()
    for job in made:
        assert each.job(job).state == State.DONE, each.job(job).error
        assert each.outputs(job)["clips/bolt.txt"] == b"bolt None"
    assert each.run(recording)[1] == ALWAYS
