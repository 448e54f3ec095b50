"""SRT, WebVTT and JSON transcripts: read, refused, written."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.media.time import Time
from pipelines.speech.cues import parse_cues
from pipelines.speech.errors import TranscriptMalformed
from pipelines.speech.spec import Segment, Transcript
from pipelines.speech.subtitles import read_transcript, to_srt, to_vtt

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Hello</i> everyone,
{\\an8}this is the bottle.

2
00:01:00,250 --> 00:01:02,000
价格是两块五美元。
"""
VTT = """WEBVTT - live

NOTE made by the platform

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start position:10%
<v Amy Li>Tom &amp; I <00:02.000>say &lt;yes&gt;

1:00:00.000 --> 1:00:01.500
later
"""


def seconds(value: float) -> Time:
    return Time.seconds(value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_reads_srt_in_every_encoding(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "x.srt"
    path.write_bytes(SRT.replace("\n", ends).encode(encoding))
    transcript = read_transcript(path)
    first, second = transcript.segments
    assert first.text == "Hello everyone, this is the bottle."
    assert (first.start, first.end) == (seconds(1), seconds(3.5))
    assert second.text == "价格是两块五美元。"
    assert [word.text for word in second.words] == [
        "价",
        "格",
        "是",
        "两",
        "块",
        "五",
        "美",
        "元。",
    ]
    assert transcript.engine == "seller"


def test_reads_webvtt(tmp_path: Path) -> None:
    path = tmp_path / "x.vtt"
    path.write_text(VTT, encoding="utf-8")
    first, second = read_transcript(path).segments
    assert (first.text, first.speaker) == ("Tom & I say <yes>", "Amy Li")
    assert (second.start, second.end) == (seconds(3600), seconds(3601.5))


def test_word_times_fill_the_cue_and_are_estimated(tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_text(SRT, encoding="utf-8")
    for segment in read_transcript(path).segments:
        assert segment.words[0].start == segment.start
        assert segment.words[-1].end == segment.end
        assert all(word.estimated for word in segment.words)
        assert all(a.end == b.start for a, b in itertools.pairwise(segment.words))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("1\n00:00:01,000 -> 00:00:02,000\nhi\n", 1, "expected a time"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nhi\n\n2\n00:0x --> 00:00:03,000\nyo\n",
            6,
            "cannot read",
        ),
        ("WEBVTT\n\n00:05.000 --> 00:04.000\nback\n", 3, "before it starts"),
        ("just some prose\nin two lines\n", 1, "expected a time"),
    ],
    ids=["arrow", "time", "backwards", "prose"],
)
def test_malformed_cues_name_their_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "x.srt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TranscriptMalformed, match=says) as caught:
        read_transcript(path)
    assert caught.value.line == line
    assert caught.value.code == "transcript_malformed"


@pytest.mark.parametrize(
    "data",
    [b"", b"WEBVTT\n", b"\x80\x81\xff\xfe\x00", b"[1,2]", b'{"language": "en"}', bytes(range(256))],
    ids=["empty", "no cues", "binary", "list", "no transcript", "bytes"],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(TranscriptMalformed) as caught:
        read_transcript(path)
    assert caught.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TranscriptMalformed):
        read_transcript(tmp_path / "none.srt")


def test_our_json_comes_back_and_gets_words(tmp_path: Path) -> None:
    segment = Segment(text="五百件", start=seconds(1), end=seconds(2))
    saved = Transcript(language="zh", engine="seller", segments=(segment,))
    back = read_transcript(saved.save(tmp_path / "transcript.json"))
    assert [word.text for word in back.segments[0].words] == ["五", "百", "件"]
    assert back.language == "zh"


lines = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1
)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**7), st.integers(1, 10**4), st.lists(lines, min_size=1)),
        min_size=1,
        max_size=5,
    )
)
def test_vtt_round_trip(rows: list[tuple[int, int, list[str]]]) -> None:
    segments = tuple(
        Segment(text=" ".join(words), start=Time(a * 1000), end=Time((a + b) * 1000))
        for a, b, words in rows
    )
    written = to_vtt(Transcript(language="und", engine="x", segments=segments))
    back = list(parse_cues(written))
    assert [(c.start, c.end, c.text) for c in back] == [(s.start, s.end, s.text) for s in segments]


def test_srt_numbers_its_cues_and_hides_arrows() -> None:
    segments = tuple(
        Segment(text=text, start=seconds(at), end=seconds(at + 1))
        for at, text in enumerate(["a --> b", "two\n\nlines", "  "])
    )
    written = to_srt(Transcript(language="en", engine="x", segments=segments))
    first, second = "00:00:00,000 --> 00:00:01,000", "00:00:01,000 --> 00:00:02,000"
    assert written == f"1\n{first}\na → b\n\n2\n{second}\ntwo\nlines\n\n"
