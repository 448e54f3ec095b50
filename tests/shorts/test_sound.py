"""The finished sound of clips: where it is cut, how it is joined, how loud it is."""

import av
import numpy as np
import pytest

from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts import sound
from pipelines.shorts.cut import Cut
from pipelines.shorts.denoise import clean
from pipelines.shorts.source import open_source
from pipelines.shorts.timeline import timeline

RATE = 48_000
TONE = "0.3*sin(2*PI*250*t)"
PRESS = "0.95*exp(-70*mod(t,1.1))*(2*random(0)-1)+0.05*sin(2*PI*300*t)"
BANG = "0.03*sin(2*PI*300*t)*(1+0.5*sin(2*PI*3*t))+0.98*(2*random(1)-1)*between(t,2,2.3)"
SQUARE = "clip(4*sin(2*PI*220*t)+4*sin(2*PI*331*t),-0.999,0.999)"


def span(start, end):
    return Span(start=Time.seconds(start), end=Time.seconds(end))


@pytest.fixture
def recorded(synthesise):
    """A recording of an expression of ``t``, with a picture."""

    def make(name, expression, seconds, rate=48000, *more):
        return open_source(
            synthesise(
                name,
                *("-f", "lavfi", "-i", f"color=black:s=64x36:r=30:d={seconds}"),
                *("-f", "lavfi", "-i", f"aevalsrc={expression}:s={rate}:d={seconds}"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "flac", *more),
            )
        )

    return make


def samples(path):
    """Shape (samples, channels), from time zero on."""
    with av.open(str(path)) as media:
        frames = list(media.decode(audio=0))
    joined = np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T
    return joined[max(0, -round((frames[0].time or 0) * RATE)) :]


@pytest.mark.parametrize(
    ("wanted", "removed", "around", "seconds"),
    [
        pytest.param(span(0.5, 3.0), (), (0, 0), 2.5, id="one piece"),
        pytest.param(span(0.5, 4.5), (span(1, 2), span(3, 3.1)), (0, 0), 2.9, id="three pieces"),
        pytest.param(span(4.0, 6.5), (), (0, 0), 2.5, id="the sound ends early"),
        pytest.param(span(0.5, 3.0), (span(1, 2),), (30, 45), 4.0, id="silence around it"),
    ],
)
def test_length(recorded, tmp_path, wanted, removed, around, seconds):
    source = recorded("tone", f"'{TONE}'", 5, 44100)
    out = tmp_path / "out.m4a"
    cut = Cut(wanted.start, timeline(wanted, removed))
    sound.finish(source, cut, False, out, before=around[0], after=around[1])
    with av.open(str(out)) as media:
        stream = media.streams.audio[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(seconds, abs=1e-4)
    quiet = samples(out)[: max(0, around[0] * RATE // 30 - 200)]
    assert not len(quiet) or np.abs(quiet).max() < 0.001


def test_joints_do_not_click_and_nothing_moves(recorded, tmp_path):
    """The tone is cut where its phase is opposite; a beep after the joint stays to the sample."""
    source = recorded("beep", f"'{TONE}+0.5*sin(2*PI*4000*t)*between(t,4.2,4.3)'", 6)
    out = tmp_path / "out.m4a"
    removed = span(2.0, 3.0 + 2 / 30)
    sound.finish(source, Cut(Time.seconds(1), timeline(span(1, 6), (removed,))), False, out)
    made = samples(out)[:, 0]
    at = round((4.2 - 1.0 - (1.0 + 2 / 30)) * RATE)
    spectrum = np.abs(np.convolve(made, np.exp(2j * np.pi * 4000 / RATE * np.arange(96)), "same"))
    heard = int(np.argmax(spectrum > 0.5 * spectrum.max()))
    assert abs(heard - at) <= 48
    joint, level = RATE, np.abs(made[RATE // 4 : RATE // 2]).max()
    bend = np.abs(np.diff(made, 2))
    assert bend[joint - 600 : joint + 600].max() < 3 * bend[RATE // 4 : RATE // 2].max()
    assert np.abs(made[joint - 600 : joint + 600]).max() < 1.5 * level
    hard = np.concatenate([made[RATE // 4 : RATE // 2], made[RATE // 4 : RATE // 2]])
    assert np.abs(np.diff(hard, 2)).max() > 3 * bend[RATE // 4 : RATE // 2].max(), "else no test"


HARD = {
    "square": (f"'{SQUARE}'", 4.0),
    "three seconds, 30 dB down": (f"'0.03*{TONE}*(1+0.5*sin(2*PI*5*t))'", 3.0),
    "one side": (f"'{TONE}*(1.1+sin(2*PI*4*t))|0'", 4.0),
    "bang": (f"'{BANG}'", 5.0),
}


@pytest.mark.parametrize("name", HARD)
def test_one_loudness_after_the_encoder(recorded, tmp_path, name):
    expression, seconds = HARD[name]
    source = recorded(name, expression, seconds)
    out = tmp_path / "out.m4a"
    found = sound.finish(source, Cut(ZERO, timeline(span(0, seconds))), False, out)
    integrated, peak = sound.loudness_of(out)
    assert abs(integrated + 14) <= 0.5 and peak <= -1.0
    assert found.reached == pytest.approx((integrated, peak)) and not found.notes
    levels = np.abs(samples(out)).max(axis=0)
    assert levels.min() > 0.5 * levels.max(), "both sides sound"


def test_what_is_all_peak_is_held_back_and_said(recorded, tmp_path):
    source = recorded("press", f"'{PRESS}'", 5)
    out = tmp_path / "out.m4a"
    found = sound.finish(source, Cut(ZERO, timeline(span(0, 5))), False, out)
    integrated, peak = sound.loudness_of(out)
    assert integrated < -14.5 and peak <= -1.0
    assert f"stays at {integrated:.1f} LUFS" in found.notes[0]


@pytest.mark.parametrize("channels", ["0", None], ids=["silence", "no sound"])
def test_silence(recorded, synthesise, tmp_path, channels):
    if channels:
        source = recorded("silence", f"'{channels}'", 2)
    else:
        picture = ("-f", "lavfi", "-i", "color=black:s=64x36:r=30:d=2")
        source = open_source(synthesise("picture", *picture, "-c:v", "libx264"))
    out = tmp_path / "out.m4a"
    found = sound.finish(source, Cut(ZERO, timeline(span(0, 2))), channels is None, out)
    assert found.notes == ("The clip is silent.",) if channels else found is None
    assert sound.loudness_of(out) is None and len(samples(out)) >= 2 * RATE


def test_denoising_takes_the_hall_down_and_leaves_speech(synthesise, tmp_path):
    """Bursts of a voice-like tone over a hum: what lies between them is quieter by 10 dB, they
    themselves by less than one, and nothing moves."""
    rng = np.random.default_rng(2)
    times = np.arange(6 * RATE) / RATE
    speaks = np.mod(times, 1.0) < 0.45
    voice = sum(np.sin(2 * np.pi * 170 * times * n) / n for n in range(1, 12))
    rush = rng.normal(0, 1, len(times)) + 3 * np.sin(2 * np.pi * 100 * times)
    mixed = (0.1 * voice * speaks + 0.008 * rush).astype(np.float32)
    made = clean(np.stack([mixed, mixed], axis=1), RATE)
    assert made.shape == (len(mixed), 2) and np.array_equal(made[:, 0], made[:, 1])

    def level(samples, where):
        return 10 * np.log10((samples[where] ** 2).mean())

    pauses = np.mod(times, 1.0) > 0.55
    assert level(made[:, 0], pauses) < level(mixed, pauses) - 10
    assert level(made[:, 0], speaks) > level(mixed, speaks) - 1
    lag = np.argmax(np.correlate(made[RATE:, 0][:4000], mixed[RATE:][480:3520])) - 480
    assert lag == 0


def test_denoised_clip(recorded, tmp_path):
    """Through the whole way: the same length, the same loudness, quieter pauses."""
    noise = f"'0.4*{TONE}*lt(mod(t,1),0.5)+0.02*(2*random(0)-1)'"
    source, cut = recorded("hall", noise, 5), Cut(ZERO, timeline(span(0, 5), (span(2, 3),)))
    plain, cleaned = tmp_path / "plain.m4a", tmp_path / "cleaned.m4a"
    sound.finish(source, cut, False, plain)
    sound.finish(source, cut, True, cleaned)
    before, after = samples(plain)[:, 0], samples(cleaned)[:, 0]
    assert len(before) == len(after)
    pause = slice(round(0.6 * RATE), round(0.9 * RATE))
    assert before[pause].std() > 2.5 * after[pause].std()
    assert sound.loudness_of(cleaned)[0] == pytest.approx(-14, abs=0.5)
