"""Rendering into a folder that holds an earlier rendering: only what changed is made again."""

import os
from collections import Counter

import pytest

from pipelines.media import ffmpeg
from pipelines.media.time import Span, Time
from pipelines.shorts.render import render
from pipelines.shorts.spec import Framing, Framings, Rendered

ALL = {"9x16.mp4", "1x1.mp4", "cover.jpg", "preview.webp"}
WHOLE = Framing(span=Span(start=Time.seconds(1), end=Time.seconds(2)), mode="crop", x=0.4)


@pytest.fixture
def runs(monkeypatch):
    """How often ffmpeg was started, by what for."""
    counted: Counter[str] = Counter()

    def count(name, original):
        def started(arguments, *rest, **options):
            files = [str(part) for part in arguments]
            pictures = any(part.endswith((".ppm", ".mp4")) for part in files[-1:])
            kind = "read" if name == "pipe" else "still" if files[-1].endswith(".ppm") else "code"
            counted[kind if pictures or name == "pipe" else "sound"] += 1
            return original(arguments, *rest, **options)

        return started

    for name in ("run", "pipe"):
        monkeypatch.setattr(ffmpeg, name, count(name, getattr(ffmpeg, name)))
    return counted


@pytest.fixture(scope="module")
def first(plan, cue):
    return plan(
        1.0, 2.0, preset="whatsapp", ratios=("9:16", "1:1"),
        cues=(cue(1.2, " Good", " price"),), hashtags=("#one",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def rendered(flat, first, tmp_path_factory):
    out = tmp_path_factory.mktemp("rendered")
    render(first, flat, Time(0), 0, out)
    return out


@pytest.fixture
def folder(rendered, tmp_path):
    """A copy whose files have old times."""
    out = tmp_path / "clip"
    out.mkdir()
    for path in rendered.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
        os.utime(out / path.name, (1e9, 1e9))
    return out


def touched(folder):
    return {path.name for path in folder.iterdir() if path.stat().st_mtime > 1e9}


DOCUMENTS = {"plan.json", "rendered.json"}
SIDECARS = {"en.vtt", "en.srt"}
CASES = {
    "nothing": ({}, set(), set()),
    "hashtags": ({"hashtags": ("#two",)}, DOCUMENTS, set()),
    "title": ({"title": "MOQ 500"}, {"cover.jpg", *DOCUMENTS}, {"still", "read"}),
    "one ratio less": ({"ratios": ("9:16",)}, DOCUMENTS, set()),
    "cover": (
        {"cover": Time.seconds(1.1)},
        {"cover.jpg", *DOCUMENTS},
        {"still", "read"},
    ),
}


@pytest.mark.parametrize(("change", "made", "kinds"), CASES.values(), ids=CASES.keys())
def test_an_edit_makes_anew_what_it_changes(flat, first, folder, runs, change, made, kinds):
    render(first.model_copy(update=change), flat, Time(0), 0, folder)
    assert touched(folder) <= made and made - {"cover.jpg"} <= touched(folder)
    assert set(runs) <= kinds


def test_captions_code_the_clip_again_and_leave_the_cover(flat, first, cue, folder, runs):
    change = {"cues": (cue(1.3, " Best", " price"),)}
    render(first.model_copy(update=change), flat, Time(0), 0, folder)
    assert touched(folder) == {"9x16.mp4", "1x1.mp4", "preview.webp", *SIDECARS, *DOCUMENTS}
    assert runs["code"] >= 1 and not runs["still"]


def test_a_further_ratio_leaves_the_others(flat, first, folder, runs):
    change = {"ratios": ("9:16", "1:1", "16:9")}
    after = render(first.model_copy(update=change), flat, Time(0), 0, folder)
    assert touched(folder) == {"16x9.mp4", *DOCUMENTS}
    assert [each.name for each in after.renditions] == ["9x16.mp4", "1x1.mp4", "16x9.mp4"]


def test_another_framing_codes_its_ratio_only(flat, first, folder, runs):
    change = {"framings": (Framings(ratio="1:1", shots=(WHOLE,)),)}
    render(first.model_copy(update=change), flat, Time(0), 0, folder)
    assert touched(folder) == {"1x1.mp4", *DOCUMENTS}


def test_what_was_dropped_is_removed(flat, first, folder):
    render(first.model_copy(update={"ratios": ("1:1",), "cues": ()}), flat, Time(0), 0, folder)
    kept = {"1x1.mp4", "cover.jpg", "preview.webp", *DOCUMENTS}
    assert {path.name for path in folder.iterdir()} == kept


def test_the_plan_that_came_out_comes_to_the_same(flat, folder, runs):
    shown = Rendered.load(folder / "rendered.json")
    again = render(shown.plan, flat, Time(0), 0, folder)
    assert not runs and again.renditions == shown.renditions


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_lost_file_is_made_again(flat, first, folder, name):
    (folder / name).unlink()
    render(first, flat, Time(0), 0, folder)
    assert (folder / name).is_file()
    assert not (ALL - {name}) & touched(folder)


def test_another_recording_makes_all_anew(synthesise, first, folder):
    other = synthesise(
        "other",
        *("-f", "lavfi", "-i", "color=0x887766:s=640x360:r=25:d=4"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )
    render(first, other, Time(0), 0, folder)
    assert touched(folder) >= ALL
