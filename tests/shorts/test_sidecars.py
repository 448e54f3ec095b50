"""Caption files beside a clip: whose zero is the clip's, without what was left out."""

import os

import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts.sidecars import write_sidecars
from pipelines.shorts.spec import Subtitles
from pipelines.shorts.timeline import timeline


def span(start, end):
    return Span(start=Time.seconds(start), end=Time.seconds(end))


CASES = {
    "nothing left out": ((), "00:00:00,500 --> 00:00:02,000\nGood price now"),
    "a word left out": ((span(11.0, 11.5),), "00:00:00,500 --> 00:00:01,500\nGood now"),
    "a word of which less than half is left out stays": (
        (span(11.4, 11.7),),
        "00:00:00,500 --> 00:00:01,700\nGood price now",
    ),
    "all its words left out": ((span(10.4, 12.1),), None),
}


@pytest.mark.parametrize(("removed", "told"), CASES.values(), ids=CASES.keys())
def test_times_and_words_go_through_the_timeline(plan, cue, tmp_path, removed, told):
    made = plan(10, 13, cues=(cue(10.5, " Good", " price", " now", each=0.5),))
    names = write_sidecars(made, timeline(made.span, removed), tmp_path)
    assert names == (("en.vtt", "en.srt") if told else ())
    if told:
        assert (tmp_path / "en.srt").read_text(encoding="utf-8") == f"1\n{told}\n\n"


def test_an_intro_comes_first(plan, cue, tmp_path):
    made = plan(10, 13, cues=(cue(10.5, " Good"),))
    write_sidecars(made, timeline(made.span), tmp_path, Time.seconds(1.2))
    assert "00:00:01,700 --> 00:00:02,000" in (tmp_path / "en.srt").read_text(encoding="utf-8")


def test_every_language_has_its_files_once(plan, cue, tmp_path):
    spoken = Subtitles(language="zh", cues=(cue(10.5, "价格"),))
    again = Subtitles(language="en", cues=(cue(10.5, " Other"),))
    made = plan(10, 13, cues=(cue(10.5, " Good"),), subtitles=(again,), spoken=spoken)
    assert write_sidecars(made, timeline(made.span), tmp_path) == (
        "en.vtt", "en.srt", "zh.vtt", "zh.srt",
    )  # fmt: skip
    assert "Good" in (tmp_path / "en.vtt").read_text(encoding="utf-8")


def test_a_file_that_would_not_change_is_not_touched(plan, cue, tmp_path):
    made = plan(10, 13, cues=(cue(10.5, " Good"),))
    write_sidecars(made, timeline(made.span), tmp_path)
    os.utime(tmp_path / "en.vtt", (0, 0))
    write_sidecars(made, timeline(made.span), tmp_path)
    assert (tmp_path / "en.vtt").stat().st_mtime == 0
    write_sidecars(made, timeline(made.span), tmp_path, Time.seconds(1))
    assert (tmp_path / "en.vtt").stat().st_mtime != 0
