"""The shipped platforms: their documents, their limits, their safe areas."""

import pytest

from assets import shipped
from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts.encoder import X264
from pipelines.shorts.errors import UnknownPreset
from pipelines.shorts.preset import POOREST, Frame, Preset, Safe, load_preset
from pipelines.shorts.spec import SIZES

NAMES = shipped("presets")
PLATFORMS = [name for name in NAMES if name != "universal"]
RATIOS = [(name, ratio) for name in NAMES for ratio in load_preset(name).frames]


def test_the_platforms_are_there():
    assert set(NAMES) >= {
        "universal", "tiktok", "douyin", "instagram-reels", "youtube-shorts", "facebook",
        "linkedin", "whatsapp", "alibaba", "taobao", "xiaohongshu", "web",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_named_as_its_file_and_says_where_it_is_from(name):
    preset = load_preset(name)
    assert preset.name == name and preset.title and preset.frames
    told = preset.source.lower()
    assert "estimate" in told or "largest safe areas" in told
    assert any(digit.isdigit() for digit in told) or name in ("web", "universal")
    assert (preset.shortest or 0) < (preset.longest or 1e9)


@pytest.mark.parametrize(("name", "ratio"), RATIOS, ids=[" ".join(pair) for pair in RATIOS])
def test_pixels_are_even_and_of_the_ratios_shape(name, ratio):
    width, height = load_preset(name).size(ratio)
    wide, tall = SIZES[ratio]
    assert width % 2 == height % 2 == 0
    assert width * tall == height * wide and width <= wide


@pytest.mark.parametrize("ratio", SIZES)
def test_universal_keeps_free_what_any_platform_covers(ratio):
    areas = [
        load_preset(name).frames[ratio].safe
        for name in PLATFORMS
        if ratio in load_preset(name).frames
    ]
    universal = load_preset("universal").safe(ratio)
    for side in ("top", "right", "bottom", "left"):
        assert getattr(universal, side) == max(getattr(area, side) for area in areas)


def test_a_ratio_that_is_not_listed_has_the_largest_safe_areas():
    frames = {"9:16": Frame(safe=Safe(top=0.1)), "1:1": Frame(safe=Safe(top=0.05, left=0.2))}
    preset = Preset(name="x", title="X", source="ours", frames=frames)
    assert preset.safe("16:9") == Safe(top=0.1, left=0.2)
    assert preset.size("16:9") == (1920, 1080)


CHECKS = {
    "long enough": ("tiktok", 20, "9:16", None),
    "too long": ("facebook", 95, None, "Facebook takes clips up to 90 s; this one has 95.0 s."),
    "too short": ("tiktok", 2, None, "TikTok takes clips from 3 s; this one has 2.0 s."),
    "too large": (
        "whatsapp", 400, None, "WhatsApp takes 16 MB, too little for a good picture of 400 s.",
    ),
    "small enough": ("whatsapp", 120, "9:16", None),
    "bars": ("tiktok", 20, "1:1", "TikTok shows 1:1 between bars; it wants 9:16."),
    "no limits": ("web", 4000, "16:9", None),
}  # fmt: skip


@pytest.mark.parametrize(("name", "seconds", "ratio", "note"), CHECKS.values(), ids=CHECKS.keys())
def test_what_a_person_is_told(name, seconds, ratio, note):
    assert load_preset(name).check(Time.seconds(seconds), ratio) == note


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seconds", [1, 15, 60, 180])
def test_rate(name, seconds):
    preset = load_preset(name)
    for ratio in preset.frames:
        rate = preset.rate(ratio, Time.seconds(seconds))
        assert POOREST < rate <= preset.maxrate
        if preset.largest:
            # The encoder may overspend by what its buffer holds: two seconds.
            assert rate * (seconds + 2) + preset.audio * seconds < 8 * preset.largest
    assert preset.rate("9:16", Time.seconds(10 * 86400)) >= 1


def test_smaller_pictures_have_a_smaller_rate():
    preset, minute = load_preset("instagram-reels"), Time.seconds(60)
    assert preset.rate("1:1", minute) == pytest.approx(preset.rate("9:16", minute) * 1080 / 1920, 1)


@pytest.mark.parametrize("name", ["nowhere", "../captions/clean", "TikTok"])
def test_unknown(name):
    with pytest.raises(UnknownPreset, match="whatsapp"):
        load_preset(name)


def test_noise_stays_under_whatsapps_limit_and_plays_on_old_phones(tmp_path):
    """The hardest picture there is, at a thirtieth of the limit so that it does not take long."""
    import av

    preset = load_preset("whatsapp").model_copy(update={"largest": 16_000_000 // 30})
    seconds = Time.seconds(4)
    fitted = preset.fitted("9:16", seconds)
    width, height = preset.size("9:16")
    out = tmp_path / "clip.mp4"
    arguments = [
        "-f",
        "lavfi",
        "-i",
        f"nullsrc=s={width}x{height}:r=30:d=4,geq=random(1)*255:128:128",
    ]
    arguments += ["-f", "lavfi", "-i", "anoisesrc=d=4", "-c:a", "aac", "-b:a", str(preset.audio)]
    for option, value in X264.video(fitted).items():
        arguments += [f"-{option}", str(value)]
    ffmpeg.run([*arguments, "-movflags", "+faststart", str(out)], write=[tmp_path])
    assert out.stat().st_size < preset.largest
    with av.open(str(out)) as media:
        codec = media.streams.video[0].codec_context
        assert (codec.profile, codec.has_b_frames) == ("Main", False)
        assert (codec.width, codec.height) == (720, 1280)
