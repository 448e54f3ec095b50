import html
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipelines.errors import InputError
from pipelines.highlights.observe import Observed
from pipelines.highlights.plans import PlanOptions, make_plans
from pipelines.highlights.report import write_report
from pipelines.highlights.spec import Highlight, Highlights, Reason, Signals, UnderstandSpec
from pipelines.highlights.timeline import WIDTH, area, clock, make_timeline
from pipelines.highlights.understand import sentences_of, understand
from pipelines.media.spec import Ingested, Probe
from pipelines.media.time import Time
from pipelines.shorts.spec import Rendered, Rendition
from pipelines.speech.spec import Transcript

NASTY = "<script>alert('x')</script>\"&'"


@pytest.fixture(scope="module")
def made(
    ingested: Ingested,
    observed: Observed,
    spoken: Transcript,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """An output directory as `process` leaves it, with one clip rendered and two not."""
    out = tmp_path_factory.mktemp("made")
    found = understand(ingested, observed, spoken, spec=UnderstandSpec(), out=out)
    ingested.probe.save(out / "recording.json")
    spoken.save(out / "transcript.json")
    (out / "timings.json").write_text('{"ingest": 3.21, "understand": 1.5}')
    chosen, sentences = found.highlights.highlights, sentences_of(spoken, ingested)
    plan = make_plans(chosen, sentences, found.signals.shots, "en", PlanOptions())[0]
    clip = out / "clips" / plan.folder
    rendition = Rendition(
        name="9x16.mp4", ratio="9:16", width=1080, height=1920, duration=plan.span.duration,
        size=2_500_000,
    )  # fmt: skip
    rendered = Rendered(plan=plan, renditions=(rendition,), cover="cover.jpg", captions=("en.vtt",))
    rendered.save(clip / "rendered.json")
    return out


@pytest.fixture
def processed(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "out")


def read(folder: Path, title: str = "A live") -> str:
    return write_report(folder, title=title).read_text(encoding="utf-8")


def test_it_shows_everything(processed: Path) -> None:
    page = html.unescape(read(processed))
    found = Highlights.load(processed / "highlights.json").highlights
    for one in found:
        assert one.title in page
        assert all(reason.text in page for reason in one.reasons)
    assert page.count('<article class="card clip') == len(found)
    assert page.count("<video") == 1
    assert "USD 2.50, FOB Ningbo, for 1,000 pieces" in page
    assert "lead time is twenty days, no sorry, fifteen days" in page
    assert 'src="clips/01-' in page
    assert "ingest 3.2 s, understand 1.5 s" in page
    assert "9:16 MP4, 2.5 MB" in page


def test_the_same_documents_give_the_same_page(processed: Path) -> None:
    assert read(processed) == read(processed)


def test_nothing_is_fetched_from_elsewhere(processed: Path) -> None:
    page = read(processed)
    assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:)?//", page)
    assert "@import" not in page


@pytest.mark.parametrize("place", ["work/proxy.mp4", "proxy.mp4"])
def test_times_seek_the_proxy_where_there_is_one(processed: Path, place: str) -> None:
    assert "data-seconds" not in read(processed).split("<script>")[0].split("</svg>")[1]
    (processed / place).parent.mkdir(exist_ok=True)
    (processed / place).write_bytes(b"")
    page = read(processed)
    assert f'src="{place}#t=' in page
    assert '<button class="time" data-seconds=' in page


def test_the_drawing_is_well_formed(processed: Path) -> None:
    page = read(processed)
    drawing = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert len(drawing.findall(".//path")) == 3
    assert len(drawing.findall(".//a")) == 3
    for path in drawing.findall(".//path"):
        figures = re.findall(r"[ML]([\d.]+) ([\d.]+)", path.attrib["d"])
        assert figures
        assert all(0 <= float(x) <= WIDTH for x, _ in figures)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    probe = Probe(name=NASTY, size=1, sha256="0", container="mp4", duration=Time.seconds(20))
    probe.save(tmp_path / "recording.json")
    one = Highlight(
        id="h01", start=Time(0), end=Time.seconds(12), score=1, category="moment", title=NASTY,
        reasons=(Reason(feature="facts", value=1, share=1, text=NASTY),), product=NASTY,
    )  # fmt: skip
    Highlights(highlights=(one,), notes=(NASTY,)).save(tmp_path / "highlights.json")
    page = read(tmp_path, title=NASTY)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 5
    assert page.count("<script>") == 1


def test_few_documents_are_enough(tmp_path: Path) -> None:
    probe = Probe(name="x.mp4", size=1, sha256="0", container="mp4", duration=Time.seconds(3))
    probe.save(tmp_path / "recording.json")
    Highlights(highlights=(), notes=("Nothing to show.",)).save(tmp_path / "highlights.json")
    page = read(tmp_path)
    assert "Nothing to show." in page
    assert "No highlight was found" in page


def test_without_the_needed_documents_it_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"recording\.json"):
        write_report(tmp_path, title="x")


def test_timings_that_are_none(processed: Path) -> None:
    (processed / "timings.json").write_text('["ingest"]')
    with pytest.raises(InputError, match="seconds per stage"):
        write_report(processed, title="x")


@pytest.mark.parametrize("count", [1, 7, 600, 601, 20_000])
def test_an_area_spans_the_whole_line(count: int) -> None:
    path = area([0.5] * count, 40)
    assert path.startswith("M0 40L0 20")
    assert path.endswith(f"L{WIDTH} 20L{WIDTH} 40Z")
    assert len(path) < 20_000


def test_a_peak_survives_when_hours_are_drawn() -> None:
    values = [0.0] * 20_000
    values[12_345] = 1.0
    assert " 0L" in area(values, 40)


@pytest.mark.parametrize(
    ("seconds", "last"), [(8, "0:08"), (95, "1:30"), (3600, "1:00:00"), (21_600, "6:00:00")]
)
def test_the_axis_has_few_round_times(seconds: int, last: str) -> None:
    ticks = make_timeline(Time.seconds(seconds), Signals(step=Time.seconds(1)), (), ()).ticks
    assert 3 <= len(ticks) <= 13
    assert ticks[-1].text == last


def test_clock() -> None:
    assert [clock(Time.seconds(at)) for at in (0, 59.99, 61, 3661)] == [
        "0:00", "0:59", "1:01", "1:01:01",
    ]  # fmt: skip


@pytest.mark.browser
def test_it_opens_in_a_browser(processed: Path) -> None:
    from playwright.sync_api import sync_playwright

    write_report(processed, title="A live")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((processed / "report.html").as_uri())
        assert page.locator("article.clip").count() == 3
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        drawing = page.locator("#timeline").bounding_box()
        assert drawing is not None
        assert drawing["height"] > 150
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert problems == []


def chromium() -> str:
    """Debian's browser; the test is skipped where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium")
    return found
