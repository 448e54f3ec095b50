"""Plans rendered for real; what came out is decoded and measured."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipelines.media.time import Span, Time
from pipelines.shorts.captions import width_of, zone
from pipelines.shorts.errors import MissingGlyphs, NothingToShow
from pipelines.shorts.preset import load_preset
from pipelines.shorts.render import render
from pipelines.shorts.sound import loudness_of
from pipelines.shorts.spec import Framing, Framings, Rendered
from pipelines.shorts.style import load_style

GREY = np.array([0x66, 0x77, 0x88])


def picture_at(path: Path, second: float) -> np.ndarray:
    """The RGB frame on show at that second."""
    with av.open(str(path)) as media:
        stream = media.streams.video[0]
        for frame in media.decode(stream):
            if frame.time >= second - 1e-4:
                return frame.to_ndarray(format="rgb24")
    raise AssertionError(f"no picture at {second}")


def brightness(path: Path) -> list[tuple[float, float]]:
    with av.open(str(path)) as media:
        return [
            (frame.time, float(frame.to_ndarray(format="gray")[400:1500:40, ::40].mean()))
            for frame in media.decode(media.streams.video[0])
        ]


def samples(path: Path) -> tuple[np.ndarray, float, int]:
    """Mono sound, the time of its first sample, the rate."""
    with av.open(str(path)) as media:
        frames = list(media.decode(media.streams.audio[0]))
    sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])
    return sound, frames[0].time, frames[0].sample_rate


def atoms(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in order."""
    data, place, names = path.read_bytes(), 0, []
    while place < len(data):
        names.append(data[place + 4 : place + 8].decode("latin-1"))
        place += int.from_bytes(data[place : place + 4], "big")
    return names


@pytest.fixture(scope="module")
def flash(flashes, plan, tmp_path_factory) -> tuple[Path, Rendered]:
    """The flashing recording from 1.234 s on, of which 2.002 s and 4.004 s carry events."""
    out = tmp_path_factory.mktemp("flash")
    steps: list[float] = []
    rendered = render(
        plan(11.234, 15.7), flashes, Time.seconds(10), 0, out, lambda f, _: steps.append(f)
    )
    assert steps == sorted(steps) and steps[0] >= 0 and steps[-1] <= 1
    return out, rendered


def test_sound_and_picture_stay_together(flash):
    video = brightness(flash[0] / "9x16.mp4")
    sound, zero, rate = samples(flash[0] / "9x16.mp4")
    loud = np.abs(sound) > 0.3 * np.abs(sound).max()
    for moment in (2.002 - 1.234, 4.004 - 1.234):
        seen = next(time for time, level in video if level > 128 and time > moment - 0.3)
        first = int((moment - 0.3 - zero) * rate)
        heard = zero + (first + int(np.argmax(loud[first:]))) / rate
        assert abs(seen - heard) <= 0.020
        assert abs(heard - moment) <= 0.005


def test_output_properties(flash):
    path = flash[0] / "9x16.mp4"
    with av.open(str(path)) as media:
        video, audio = media.streams.video[0], media.streams.audio[0]
        codec = video.codec_context
        assert (codec.name, codec.profile, codec.pix_fmt) == ("h264", "High", "yuv420p")
        assert (codec.width, codec.height) == (1080, 1920)
        assert video.average_rate == video.base_rate == 30
        assert video.sample_aspect_ratio in (None, 1)
        assert (int(codec.colorspace), int(codec.color_primaries), int(codec.color_trc)) == (
            1,
            1,
            1,
        )
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", 48000)
        times = sorted(packet.pts for packet in media.demux(video) if packet.pts is not None)
        assert {(b - a) * video.time_base for a, b in pairwise(times)} == {Fraction(1, 30)}
        assert times[0] == 0 and len(times) == 134
        ends = [float(stream.duration * stream.time_base) for stream in (video, audio)]
    assert abs(ends[0] - ends[1]) <= 0.022
    assert atoms(path).index("moov") < atoms(path).index("mdat")


def test_documents_and_nothing_else(flash):
    out, rendered = flash
    names = {path.name for path in out.iterdir()}
    assert names == {"9x16.mp4", "cover.jpg", "preview.webp", "plan.json", "rendered.json"}
    assert Rendered.load(out / "rendered.json") == rendered
    only = rendered.renditions[0]
    assert (only.name, only.width, only.height) == ("9x16.mp4", 1080, 1920)
    assert only.size == (out / "9x16.mp4").stat().st_size
    assert [f.ratio for f in rendered.plan.framings] == ["9:16"]


@pytest.fixture(scope="module")
def captioned(flat, plan, cue, tmp_path_factory) -> tuple[Path, Rendered]:
    """Captions over even grey, in two ratios at once, in a folder that filters could misread."""
    cues = (
        cue(1.2, " Good", " price", each=0.5),
        cue(2.4, "起订", "量", "五百", "件", each=0.3),
        cue(4.0, r"{\pos(0,0)}{\fscx10000}X \N", each=0.8),
    )
    out = tmp_path_factory.mktemp("it's; a:b [c], 100%d 走\\n", numbered=False)
    whole = Framing(span=Span(start=Time.seconds(1), end=Time.seconds(5)), mode="crop")
    framings = tuple(Framings(ratio=ratio, shots=(whole,)) for ratio in ("9:16", "1:1"))
    english = {
        "language": "en",
        "cues": [cue(0.8, " Direct", " <price>"), cue(4.6, " Late", each=2)],
    }
    silent = {"language": "fr", "cues": [cue(40.0, " Later")]}
    fields = {"cues": cues, "ratios": ("9:16", "1:1"), "framings": framings}
    fields["subtitles"] = (english, silent)
    made = plan(1.0, 5.0, title="工厂直供 Direct", language="zh", **fields)
    return out, render(made, flat, Time(0), 0, out)


def ink(picture: np.ndarray) -> np.ndarray:
    return np.abs(picture.astype(int) - GREY).max(axis=2) > 60


@pytest.mark.parametrize("name", ["9x16", "1x1"])
@pytest.mark.parametrize("second", [0.5, 2.0, 3.3], ids=["latin", "chinese", "hostile"])
def test_captions_stand_in_their_zone(captioned, name, second):
    found = ink(picture_at(captioned[0] / f"{name}.mp4", second))
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    height, width = found.shape
    free = 1 - load_preset("universal").safe({"9x16": "9:16", "1x1": "1:1"}[name]).bottom
    assert len(rows), "captions are drawn"
    assert 0.55 * height < rows[0]
    assert rows[-1] < free * height + 3, "a soft shadow ends three pixels further"
    assert 0.1 * width < columns[0] and columns[-1] < 0.9 * width
    assert abs((columns[0] + columns[-1]) / 2 - width / 2) < 0.02 * width


def test_letters_are_those_of_the_chosen_font(captioned):
    found = ink(picture_at(captioned[0] / "9x16.mp4", 0.5))
    columns = np.flatnonzero(found.any(axis=0))
    style = load_style("clean")
    wide = width_of("Good price", style, "zh") + 2 * style.outline + style.shadow
    assert abs((columns[-1] - columns[0]) - wide) < 0.25 * style.em
    assert zone("9:16", style, load_preset("universal")).room > wide


def test_the_spoken_word_has_the_accent_colour(captioned):
    def yellow(second: float) -> np.ndarray:
        picture = picture_at(captioned[0] / "9x16.mp4", second).astype(int)
        mask = (picture[..., 0] > 200) & (picture[..., 1] > 160) & (picture[..., 2] < 130)
        return np.flatnonzero(mask.any(axis=0))

    first, second = yellow(0.4), yellow(1.0)
    assert first.mean() < 540 < second.mean()
    assert not len(yellow(3.95))


def test_subtitles_count_from_the_clip(captioned):
    out, rendered = captioned
    assert rendered.captions == ("zh.vtt", "zh.srt", "en.vtt", "en.srt")
    text = (out / "zh.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT") and "00:00:00.200 --> 00:00:01.200" in text
    assert (out / "en.srt").read_text(encoding="utf-8") == (
        "1\n00:00:00,000 --> 00:00:00,400\nDirect <price>\n\n"
        "2\n00:00:03,600 --> 00:00:04,000\nLate\n\n"
    )
    assert "Direct &lt;price&gt;" in (out / "en.vtt").read_text(encoding="utf-8")


def test_loudness(captioned):
    out, rendered = captioned
    loudness, peak = loudness_of(out / "9x16.mp4")
    assert abs(loudness + 14) <= 1 and peak <= -1
    assert rendered.loudness == pytest.approx(loudness, abs=0.05)


def test_two_ratios_come_from_one_run(captioned):
    sizes = [(r.ratio, r.width, r.height) for r in captioned[1].renditions]
    assert sizes == [("9:16", 1080, 1920), ("1:1", 1080, 1080)]


def test_cover(captioned):
    with Image.open(captioned[0] / "cover.jpg") as cover:
        assert (cover.format, cover.size) == ("JPEG", (1080, 1920))
        pixels = np.asarray(cover.convert("L")).astype(int)
    white = pixels > 235
    rows = np.flatnonzero(white.any(axis=1))
    assert len(rows) and rows[-1] < 0.81 * 1920, "the title keeps the foot free"
    assert pixels[:400].mean() > pixels[1700:].mean() + 40, "dark behind the title"


def test_missing_glyphs_stop_before_rendering(flat, plan, cue, tmp_path):
    with pytest.raises(MissingGlyphs, match="fonts-hanazono"):
        render(plan(1, 3, cues=(cue(1, "\U00030000"),)), flat, Time(0), 0, tmp_path / "a")
    with pytest.raises(MissingGlyphs):
        render(plan(1, 3, title="\U00030000"), flat, Time(0), 0, tmp_path / "b")
    assert not list(tmp_path.rglob("*.mp4")) and not list(tmp_path.rglob(".render"))


def test_a_span_outside_the_recording(flat, plan, tmp_path):
    with pytest.raises(NothingToShow, match="inside the recording"):
        render(plan(40, 50), flat, Time(0), 0, tmp_path)


def test_framings_of_people_are_obeyed_rotation_and_no_sound(synthesise, plan, tmp_path):
    """Left half red, right half blue, coded lying on its side: turned upright first."""
    recording = synthesise(
        "sides",
        *("-f", "lavfi", "-i", "color=red:s=360x640:r=30:d=3"),
        *("-vf", "drawbox=0:0:360:320:blue:fill,format=yuv420p", "-c:v", "libx264"),
    )
    one = Span(start=Time(0), end=Time.seconds(1))
    two = Span(start=Time.seconds(1), end=Time.seconds(2))
    framings = Framings(
        ratio="9:16",
        shots=(
            Framing(span=one, mode="crop", x=0.2),
            Framing(span=two, mode="crop", x=0.8),
        ),
    )
    made = plan(0, 2, framings=(framings,), title="", captions="none")
    rendered = render(made, recording, Time(0), 90, tmp_path)
    path = tmp_path / "9x16.mp4"
    before, after = picture_at(path, 29 / 30), picture_at(path, 30 / 30)
    red, blue = before.mean(axis=(0, 1)), after.mean(axis=(0, 1))
    assert red[0] > 200 > 60 > red[2] and blue[2] > 200 > 60 > blue[0]
    assert rendered.plan.framings == (framings,) and rendered.loudness is None
    sound, _, rate = samples(path)
    assert rate == 48000 and np.abs(sound).max() < 1e-4


ODD = {
    "ten bits, HLG, turned": ("sample_edit_list.mp4", 270),
    "HDR10": ("hdr10-video-with-sdr-container.mp4", 0),
    "full range": ("bt709_full_range.mp4", 0),
    "not square, odd": ("trim_optimization_failure.mp4", 0),
}


@pytest.mark.shared
@pytest.mark.parametrize(("name", "rotation"), ODD.values(), ids=ODD.keys())
def test_odd_recordings(shared, synthesise, plan, tmp_path, name, rotation):
    original = shared / "media" / "video" / "odd" / name
    copied = ("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy")
    recording = synthesise(f"odd-{original.stem}", "-i", str(original), *copied)
    render(plan(0.1, 0.4), recording, Time(0), rotation, tmp_path)
    picture = picture_at(tmp_path / "9x16.mp4", 0.2)
    assert picture.shape == (1920, 1080, 3) and 12 < picture.mean() < 235
