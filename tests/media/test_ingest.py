from pathlib import Path

import av
import pytest

from pipelines.errors import Interrupted
from pipelines.media.audio import read_audio
from pipelines.media.ingest import ingest
from pipelines.media.parts import join
from pipelines.media.spec import Ingested, Probe
from pipelines.media.time import ZERO, Span, Time
from tests.media.beacon_truth import flashes, numbers, worst_offset
from tests.media.media_make import Make, synthesise

REMUX = {
    "mp4": ("-c", "copy"),
    "mov": ("-c", "copy"),
    "mkv": ("-c", "copy"),
    "flv": ("-c", "copy"),
    "ts": ("-c", "copy"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M", "-c:a", "libvorbis"),
    "wmv": ("-c:v", "wmv2", "-b:v", "2M", "-c:a", "wmav2"),
    "avi": ("-c:v", "mpeg4", "-q:v", "3", "-c:a", "pcm_s16le"),
}


@pytest.fixture
def whole(tmp_path: Path) -> "object":
    """``whole(ingested, folder)``: all parts joined into one file."""

    def make(ingested: Ingested, folder: Path) -> Path:
        span = Span(start=ZERO, end=ingested.duration)
        assert join(folder / "parts", ingested.parts, span, tmp_path / "whole.mkv") == ZERO
        return tmp_path / "whole.mkv"

    return make


@pytest.mark.parametrize("kind", REMUX)
def test_picture_and_sound_keep_step_in_every_container(
    kind: str, copy: Make, tmp_path: Path, whole: Make
) -> None:
    source = copy(f"four.{kind}", 4, 4, *REMUX[kind])
    ingested = ingest(source, tmp_path / "out")
    assert ingested.duration.s == pytest.approx(4, abs=0.2)
    joined = whole(ingested, tmp_path / "out")
    assert flashes(joined) == pytest.approx([1, 3], abs=0.001)
    assert worst_offset(joined) < 0.020
    proxy = tmp_path / "out" / "proxy.mp4"
    assert worst_offset(proxy) < 0.067
    with av.open(str(proxy)) as media:
        assert media.streams.video[0].average_rate == 15
        assert media.streams.video[0].frames == pytest.approx(60, abs=3)


def test_what_it_leaves(copy: Make, tmp_path: Path) -> None:
    told: list[float] = []
    out = tmp_path / "out"
    ingested = ingest(
        copy("four.ts", 4, 4, *REMUX["ts"]), out, lambda fraction, note: told.append(fraction)
    )
    assert told == sorted(told) and told[-1] == 1.0
    assert Ingested.load(out / "ingested.json") == ingested
    probe = Probe.load(out / "recording.json")
    assert probe == ingested.probe and probe.start > ZERO and not probe.notes
    assert probe.video and probe.video.fps == pytest.approx(30, abs=1) and not probe.video.variable
    assert sorted(path.name for path in out.iterdir()) == [
        "ingested.json",
        "parts",
        "proxy.mp4",
        "recording.json",
        "speech.flac",
    ]
    with av.open(str(out / "speech.flac")) as media:
        sound = media.streams.audio[0].codec_context
        assert (sound.name, sound.sample_rate, sound.channels) == ("flac", 16000, 1)


def test_a_long_recording_falls_into_parts(beacon: Path, tmp_path: Path) -> None:
    ingested = ingest(beacon, tmp_path)
    assert [part.span.start.s for part in ingested.parts] == pytest.approx([0, 30])
    assert ingested.parts[0].span.end.s == pytest.approx(30, abs=0.002)
    assert ingested.parts[-1].span.end == ingested.duration
    second = numbers(tmp_path / "parts" / "0001.mkv", fps=30)
    assert [second[0], second[1]] == [(Time.seconds(30), 900), (Time(30_033_333), 901)]


@pytest.mark.parametrize("offsets", [(7, 500), (500, 7)], ids=["forwards", "backwards"])
def test_a_recorder_that_jumps(
    offsets: tuple[int, int], copy: Make, tmp_path: Path, whole: Make
) -> None:
    glued = tmp_path / "glued.ts"
    pieces = [
        copy(f"piece-{start}-{offset}.ts", start, 6, "-c", "copy", "-output_ts_offset", str(offset))
        for start, offset in zip((0, 6), offsets, strict=True)
    ]
    glued.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    ingested = ingest(glued, tmp_path / "out")
    assert ingested.duration.s == pytest.approx(12.3, abs=0.15)
    assert any("jumped once" in note for note in ingested.probe.notes)
    joined = whole(ingested, tmp_path / "out")
    assert worst_offset(joined) < 0.020
    seen = [number for _, number in numbers(joined, fps=30)]
    assert seen == sorted(seen) and len(set(seen)) >= 355


def test_a_variable_frame_rate_keeps_its_times(copy: Make, tmp_path: Path, whole: Make) -> None:
    keep = "select='not(mod(n,7))+lt(mod(n,60),20)+not(mod(n+30,60))'"
    source = copy("variable.mkv", 4, 6, "-vf", keep, "-fps_mode", "vfr", "-c:a", "copy")
    ingested = ingest(source, tmp_path / "out")
    assert ingested.probe.video and ingested.probe.video.variable
    joined = whole(ingested, tmp_path / "out")
    assert worst_offset(joined) < 0.020
    for moment, number in numbers(joined, fps=30):
        assert -0.001 < moment.s - (number - 120) / 30 < 7 / 30 + 0.001


def test_a_turned_phone(copy: Make, tmp_path: Path) -> None:
    turned = ("-c", "copy", "-metadata:s:v:0", "rotate=90")
    ingested = ingest(copy("turned.mov", 4, 2, *turned), tmp_path)
    video = ingested.probe.video
    assert video and (video.width, video.height) == (64, 192)
    with av.open(str(tmp_path / "proxy.mp4")) as media:
        stream = media.streams.video[0]
        assert (stream.width, stream.height) == (64, 192)


def test_without_sound(copy: Make, tmp_path: Path) -> None:
    ingested = ingest(copy("mute.mp4", 4, 2, "-c", "copy", "-an"), tmp_path)
    assert ingested.speech is None and not (tmp_path / "speech.flac").exists()
    assert ingested.proxy and ingested.probe.speech_track is None


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "m4a"])
def test_sound_alone(kind: str, speech: Path, media: Path, tmp_path: Path) -> None:
    source = synthesise(media / f"alone.{kind}", "-i", str(speech), read=(speech,))
    ingested = ingest(source, tmp_path)
    assert ingested.proxy is None and ingested.probe.video is None
    assert not (tmp_path / "proxy.mp4").exists()
    truth = read_audio(speech)
    heard = read_audio(tmp_path / "speech.flac")
    assert len(heard) == pytest.approx(len(truth), abs=4000)
    assert abs(heard).mean() == pytest.approx(abs(truth).mean(), rel=0.1)


@pytest.mark.parametrize("spoken", [1, 2], ids=["first", "second"])
def test_the_track_with_speech_is_chosen(
    spoken: int, beacon: Path, speech: Path, media: Path, tmp_path: Path
) -> None:
    inputs = ["-t", "8", "-i", str(beacon), "-i", str(speech)]
    tone = ["-f", "lavfi", "-i", "sine=440:d=8,volume=3"]
    order = ["-map", "1:a", "-map", "2:a"] if spoken == 1 else ["-map", "2:a", "-map", "1:a"]
    source = synthesise(
        media / f"two-{spoken}.mkv",
        *[*inputs, *tone, "-map", "0:v", *order, "-c:v", "copy", "-shortest"],
        read=(beacon, speech),
    )
    ingested = ingest(source, tmp_path)
    assert [track.index for track in ingested.probe.audio] == [1, 2]
    assert ingested.probe.speech_track == spoken


def test_gaps_in_the_sound_become_silence(copy: Make, tmp_path: Path) -> None:
    # Sound only from 3.5 s on: before it there must be silence, not earlier sound.
    late = ("-c:v", "copy", "-af", "aselect='gte(t,3.5)'", "-c:a", "aac")
    ingest(copy("late.mkv", 0, 6, *late), tmp_path)
    heard = read_audio(tmp_path / "speech.flac")
    assert abs(heard[: int(3.4 * 16000)]).max() < 0.01
    assert abs(heard[int(4.98 * 16000) : int(5.05 * 16000)]).max() > 0.3


def test_codecs_that_matroska_lacks_are_encoded_anew(
    copy: Make, tmp_path: Path, whole: Make
) -> None:
    old = ("-c:v", "flv1", "-q:v", "3", "-c:a", "nellymoser", "-ar", "22050", "-ac", "1")
    ingested = ingest(copy("old.flv", 4, 6, *old), tmp_path / "out")
    assert any("encoded anew" in note for note in ingested.probe.notes)
    assert worst_offset(whole(ingested, tmp_path / "out")) < 0.020
    assert not list((tmp_path / "out").glob(".*"))


@pytest.mark.parametrize("kind", ["flv", "ts", "mkv"])
def test_a_recording_that_was_cut_off_is_kept(kind: str, copy: Make, tmp_path: Path) -> None:
    content = copy(f"four.{kind}", 4, 4, *REMUX[kind]).read_bytes()
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(content[: len(content) // 2])
    ingested = ingest(cut, tmp_path / "out")
    assert 0.9 < ingested.duration.s < 3.5


def test_it_can_be_cancelled(beacon: Path, tmp_path: Path) -> None:
    def stop(fraction: float, note: str) -> None:
        if fraction > 0.3:
            raise Interrupted("cancelled")

    with pytest.raises(Interrupted):
        ingest(beacon, tmp_path, stop)
    assert not (tmp_path / "ingested.json").exists()
