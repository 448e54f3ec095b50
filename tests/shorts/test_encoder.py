"""Which encoder is used: tried, not believed."""

import pytest

from pipelines.shorts.encoder import HARDWARE, X264, find, trouble
from pipelines.shorts.errors import EncoderMissing
from pipelines.shorts.preset import Preset, load_preset

UNIVERSAL = load_preset("universal")
QUALITY = {
    "x264": {"crf": UNIVERSAL.crf},
    "nvenc": {"cq": UNIVERSAL.crf, "rc": "vbr"},
    "qsv": {"global_quality": UNIVERSAL.crf},
    "vaapi": {"b:v": UNIVERSAL.maxrate // 2},
    "videotoolbox": {"b:v": UNIVERSAL.maxrate // 2},
}


@pytest.mark.parametrize("encoder", [X264, *HARDWARE], ids=lambda encoder: encoder.name)
def test_every_encoder_is_held_to_the_preset(encoder):
    told = encoder.video(UNIVERSAL)
    assert QUALITY[encoder.name].items() <= told.items()
    assert (told["maxrate"], told["bufsize"]) == (UNIVERSAL.maxrate, 2 * UNIVERSAL.maxrate)
    assert (told["g"], told["r"], told["colorspace"], told["level"].replace(".", "")) == (
        60,
        30,
        "bt709",
        "41",
    )


def test_plain_pictures_for_old_players():
    plain = Preset.model_validate({**UNIVERSAL.model_dump(), "plain": True})
    assert {"profile:v": "main", "bf": 0}.items() <= X264.video(plain).items()


def test_x264_is_taken_without_a_trial():
    assert find("x264") is X264


def test_auto_takes_what_works():
    working = [encoder for encoder in HARDWARE if trouble(encoder) is None]
    assert find("auto") == (working[0] if working else X264)


@pytest.mark.parametrize("encoder", HARDWARE, ids=lambda encoder: encoder.name)
def test_one_that_does_not_work_is_refused_with_the_remedy(encoder):
    if trouble(encoder) is None:
        pytest.skip(f"{encoder.name} works on this machine")
    with pytest.raises(EncoderMissing, match=f"{encoder.name} does not work.*TRADEREEL_ENCODER="):
        find(encoder.name)


def test_a_name_that_nobody_knows():
    with pytest.raises(EncoderMissing, match="nvenc"):
        find("x265")
