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
from pipelines.highlights.spec import (
    Contradiction,
    Exchange,
    Fact,
    Facts,
    Highlight,
    Highlights,
    PassedOver,
    Reason,
    Signals,
    UnderstandSpec,
)
from pipelines.highlights.timeline import WIDTH, area, clock, make_timeline
from pipelines.highlights.understand import sentences_of, understand
from pipelines.media.spec import Ingested, Probe
from pipelines.media.time import Time
from pipelines.shorts.spec import Rendered, Rendition
from pipelines.speech.spec import Segment, Transcript

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
    found = Highlights.load(processed / "highlights.json")
    bands = len(found.highlights) + len(found.passed_over)
    assert len(drawing.findall(".//a")) == bands > 1
    for path in drawing.findall(".//path"):
        figures = re.findall(r"[ML]([\d.]+) ([\d.]+)", path.attrib["d"])
        assert figures
        assert all(0 <= float(x) <= WIDTH for x, _ in figures)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    probe = Probe(name=NASTY, size=1, sha256="0", container="mp4", duration=Time.seconds(20))
    probe.save(tmp_path / "recording.json")
    reasons = (Reason(feature="facts", value=1, share=1, text=NASTY),)
    one = Highlight(
        id="h01", start=Time(0), end=Time.seconds(12), score=1, category="moment", title=NASTY,
        reasons=reasons, product=NASTY, titles={NASTY: NASTY}, hashtags=(NASTY,),
        exchange=Exchange(text=NASTY, asked=Time(0), start=Time(1), end=Time(2)),
    )  # fmt: skip
    Highlights(
        highlights=(one,), notes=(NASTY,), passed_over=(passed(NASTY, NASTY),)
    ).save(tmp_path / "highlights.json")  # fmt: skip
    fact = Fact(
        id=NASTY, kind="moq", value={"quantity": 5, "unit": NASTY}, words=NASTY, start=Time(0),
        end=Time(1), confidence=1,
    )  # fmt: skip
    clash = Contradiction(kind="moq", facts=(NASTY,), text=NASTY)
    Facts(facts=(fact,), contradictions=(clash,)).save(tmp_path / "facts.json")
    segment = Segment(text=NASTY, start=Time(0), end=Time.seconds(2), speaker=NASTY, language="zh")
    Transcript(language="en", engine=NASTY, segments=(segment,)).save(tmp_path / "transcript.json")
    page = read(tmp_path, title=NASTY)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 18
    assert page.count("<script>") == 1


def passed(title: str, why: str, start: float = 14, end: float = 19) -> PassedOver:
    return PassedOver(
        start=Time.seconds(start), end=Time.seconds(end), score=7, category="factory",
        title=title, why=why,
    )  # fmt: skip


def test_it_tells_what_was_passed_over_and_what_cannot_hold(processed: Path) -> None:
    found = Highlights.load(processed / "highlights.json")
    told = Facts.load(processed / "facts.json")
    first, second = told.facts[0], told.facts[1]
    clash = Contradiction(
        kind="price", facts=(first.id, second.id), text="Two prices of the bottle."
    )
    told.model_copy(update={"contradictions": (clash,)}).save(processed / "facts.json")
    asked = Exchange(
        text="how long is the delivery? Ana", asked=Time.seconds(20), start=Time.seconds(28),
        end=Time.seconds(31),
    )  # fmt: skip
    clip = found.highlights[0].model_copy(
        update={
            "exchange": asked,
            "titles": {"ar": "السعر والشروط", "en": found.highlights[0].title},
            "hashtags": ("#MOQ500", "#FOBNingbo"),
        }
    )
    Highlights(
        highlights=(clip, *found.highlights[1:]),
        passed_over=(passed("The walk to the hall", "Scored 7, the floor is 20."),),
    ).save(processed / "highlights.json")
    page = html.unescape(read(processed))
    assert "Please check: 1 contradiction" in page
    assert page.count(f'href="#{first.id}"') == page.count(f'id="{first.id}"') == 1
    assert "Two prices of the bottle." in page
    assert "The walk to the hall" in page
    assert "Scored 7, the floor is 20." in page
    assert page.count('class="shade"') == page.count('<li class="passed"') == 1
    assert 'lang="ar" dir="auto">السعر والشروط' in page
    assert 'lang="en" dir="auto"' not in page
    assert "how long is the delivery? Ana" in page
    assert "#FOBNingbo" in page


def test_products_are_called_by_their_names(tmp_path: Path) -> None:
    probe = Probe(name="x.mp4", size=1, sha256="0", container="mp4", duration=Time.seconds(30))
    probe.save(tmp_path / "recording.json")
    clips = tuple(
        Highlight(
            id=f"h0{at}", start=Time.seconds(at * 9), end=Time.seconds(at * 9 + 9), score=1,
            category="moment", title="A moment", reasons=(), product=product,
        )
        for at, product in enumerate(("VB-500", "XY-1"))
    )  # fmt: skip
    named = Highlights(highlights=clips, products={"VB-500": "Vacuum bottle 500"})
    named.save(tmp_path / "highlights.json")
    page = read(tmp_path)
    assert "Vacuum bottle 500" in page
    assert "VB-500" not in page
    assert "XY-1" in page


def test_languages_and_speakers_stand_where_they_change(tmp_path: Path) -> None:
    lines = (("Hello.", "A", "en"), ("Look.", "A", "en"), ("两块五。", "B", "zh"))
    segments = tuple(
        Segment(
            text=text, start=Time.seconds(at * 3), end=Time.seconds(at * 3 + 2), speaker=speaker,
            language=language,
        )
        for at, (text, speaker, language) in enumerate(lines)
    )  # fmt: skip
    probe = Probe(name="x.mp4", size=1, sha256="0", container="mp4", duration=Time.seconds(9))
    probe.save(tmp_path / "recording.json")
    Highlights(highlights=()).save(tmp_path / "highlights.json")
    Transcript(language="en", engine="x", segments=segments).save(tmp_path / "transcript.json")
    page = read(tmp_path)
    assert re.findall(r'class="speaker">(.)<', page) == ["A", "B"]
    assert re.findall(r'class="lang">(\w+)<', page) == ["Chinese"]
    assert "speech: <b>English</b>" in page


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

    found = Highlights.load(processed / "highlights.json")
    first = min(found.highlights, key=lambda one: one.start)
    other = passed("Can you hear me", "Scored 7, the floor is 20.", 0, first.start.s)
    found.model_copy(update={"passed_over": (other,)}).save(processed / "highlights.json")
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
        answers = {
            f"{first.start.s + 1}": first.title,
            "0:01": "Scored 7, the floor is 20.",
            "0:55": "Nobody speaks here",
            "9:99:99:9": "Write a time up to 0:56",
            "<b>": "Write a time",
        }
        for asked, told in answers.items():
            page.fill("#moment", asked)
            page.click("#ask button")
            assert told in page.inner_text("#answer")
        page.mouse.click(
            drawing["x"] + 0.07 * drawing["width"], drawing["y"] + 0.6 * drawing["height"]
        )
        assert "Scored 7, the floor is 20." in page.inner_text("#answer")
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
