"""A clip that wears a brand: what lies over the picture, and what stands before and after it."""

from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.media.time import Span, Time
from pipelines.shorts.brand import load_kit
from pipelines.shorts.render import render
from pipelines.shorts.spec import Brand, Framing, Framings

INTRO, OUTRO = 1.0, 1.2
START, FLASH = 1.0, 2.002


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brand")
    mark = Image.new("RGBA", (400, 200))
    ImageDraw.Draw(mark).ellipse((20, 20, 380, 180), fill=(255, 0, 0, 255))
    mark.save(folder / "logo.png")
    bookends = {"intro": {"seconds": INTRO, "text": "Lumen"}, "outro": {"seconds": OUTRO}}
    brand = Brand.model_validate({"name": "Lumen", "logo": "logo.png", **bookends})
    brand.save(folder / "brand.json")
    return load_kit(folder)


@pytest.fixture(scope="module")
def joined(kit, flashes, plan, cue, tmp_path_factory):
    """From 1 s on; a flash with a tone at 2.002 s."""
    out = tmp_path_factory.mktemp("joined")
    third = {"title": "Steel bottle", "lines": ["MOQ 500"]}
    third["span"] = Span(start=Time.seconds(START + 0.5), end=Time.seconds(START + 2.5))
    whole = Framing(span=Span(start=Time(0), end=Time.seconds(6)), mode="crop")
    framings = (Framings(ratio="9:16", shots=(whole,)),)
    fields = {"lower_third": third, "cues": (cue(START + 0.5, " Good"),), "framings": framings}
    made = plan(START, START + 3, captions="sidecar", **fields)
    return out, render(made, flashes, Time(0), 0, out, kit=kit, cache=out / "kept")


@pytest.fixture(scope="module")
def pictures(joined):
    """The time of every frame, and the frame at half size."""
    with av.open(str(joined[0] / "9x16.mp4")) as media:
        stream = media.streams.video[0]
        return [
            (frame.pts * stream.time_base, frame.to_ndarray(format="rgb24")[::2, ::2].copy())
            for frame in media.decode(stream)
        ]


def test_every_frame_is_there_at_its_time(joined, pictures):
    frames = round((INTRO + 3 + OUTRO) * 30)
    assert len(pictures) == frames
    assert pictures[0][0] == 0
    assert {b - a for (a, _), (b, _) in pairwise(pictures)} == {Fraction(1, 30)}
    assert joined[1].renditions[0].duration == Time.seconds(frames / 30)


def test_sound_and_picture_stay_together_behind_the_intro(joined, pictures):
    moment = INTRO + FLASH - START
    levels = [(float(at), picture[300:700:20, ::20].mean()) for at, picture in pictures]
    inside = [(at, level) for at, level in levels if moment - 0.3 < at < moment + 0.3]
    seen = next(at for at, level in inside if level > 128)
    with av.open(str(joined[0] / "9x16.mp4")) as media:
        frames = list(media.decode(media.streams.audio[0]))
    sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])
    zero, rate = frames[0].time, frames[0].sample_rate
    heard = zero + int(np.argmax(np.abs(sound) > 0.3 * np.abs(sound).max())) / rate
    assert abs(seen - heard) <= 0.020
    assert abs(heard - moment) <= 0.005
    length = zero + len(sound) / rate
    assert abs(length - (INTRO + 3 + OUTRO)) <= 0.022
    assert np.abs(sound[: int((INTRO - 0.05 - zero) * rate)]).max() < 1e-3, "the intro is silent"


def test_the_logo_stays_and_the_lower_third_comes_and_goes(pictures):
    """The recording is black but for its flashes."""
    first = round(INTRO * 30)
    before, during, after = (pictures[first + at][1].astype(int) for at in (6, 50, 84))

    def red(picture):
        return (picture[..., 0] - picture[..., 2] > 90).sum()

    height = before.shape[0]
    assert red(before[: height // 4]) > 500
    assert red(before) == pytest.approx(red(after), rel=0.1)
    assert np.abs(during - before)[height // 3 :].max() > 150, "the lower third is there"
    assert np.abs(after - before)[height // 3 :].max() < 40, "and gone again"


def test_captions_beside_the_clip_count_from_the_intro(joined):
    text = (joined[0] / "en.vtt").read_text(encoding="utf-8")
    assert "00:00:01.500 --> 00:00:01.800" in text


def test_the_brand_s_parts_are_made_once(joined, kit, flashes, plan):
    out, rendered = joined
    kept = {path.name: path.stat().st_mtime_ns for path in (out / "kept").iterdir()}
    assert len(kept) == 2
    made = rendered.plan.model_copy(update={"span": Span(start=Time(0), end=Time.seconds(1))})
    render(made, flashes, Time(0), 0, out / "other", kit=kit, cache=out / "kept")
    assert {path.name: path.stat().st_mtime_ns for path in (out / "kept").iterdir()} == kept


def test_a_clip_that_wears_no_brand(flashes, plan, kit, tmp_path):
    made = plan(0, 0.5, branded=False, captions="none", preset="whatsapp")
    rendered = render(made, flashes, Time(0), 0, tmp_path, kit=kit)
    assert rendered.renditions[0].duration == Time.seconds(0.5)
