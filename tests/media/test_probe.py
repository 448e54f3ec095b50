from pathlib import Path

import pytest

from pipelines.media.errors import (
    ContainerRefused,
    DamagedMedia,
    EncryptedMedia,
    MediaError,
    MediaMissing,
    NothingToPlay,
    NotMedia,
    OversizedMedia,
    PlaylistRefused,
)
from pipelines.media.probe import probe
from pipelines.media.time import ZERO
from tests.media.media_make import Make

COPY = ("-c", "copy")


@pytest.mark.parametrize(
    ("name", "arguments", "container", "codecs"),
    [
        ("a.mp4", COPY, "mp4", ("h264", "aac")),
        ("a.mov", COPY, "mov", ("h264", "aac")),
        ("a.mkv", COPY, "matroska", ("h264", "aac")),
        ("a.flv", COPY, "flv", ("h264", "aac")),
        ("a.ts", COPY, "mpegts", ("h264", "aac")),
        ("a.webm", ("-c:v", "libvpx", "-c:a", "libvorbis"), "webm", ("vp8", "vorbis")),
        ("a.wmv", ("-c:v", "wmv2", "-c:a", "wmav2"), "asf", ("wmv2", "wmav2")),
        ("a.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame"), "avi", ("mpeg4", "mp3")),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_containers(
    name: str, arguments: tuple[str, ...], container: str, codecs: tuple[str, str], copy: Make
) -> None:
    found = probe(copy(name, 0, 2, *arguments))
    assert container in found.container.split(",")
    assert found.video and (found.video.codec, found.audio[0].codec) == codecs
    assert (found.video.width, found.video.height, found.video.rotation) == (192, 64, 0)
    assert found.duration.s == pytest.approx(2, abs=0.25)
    assert found.video.fps == pytest.approx(30, abs=1.6)
    assert found.speech_track == found.audio[0].index
    assert len(found.sha256) == 64 and found.size > 1000


def test_the_name_means_nothing(copy: Make, tmp_path: Path) -> None:
    renamed = tmp_path / "-i playlist.m3u8"
    renamed.write_bytes(copy("a.mp4", 0, 2, *COPY).read_bytes())
    found = probe(renamed)
    assert found.name == renamed.name and "mp4" in found.container


def test_the_first_timestamp_is_told(copy: Make) -> None:
    late = copy("late-start.ts", 0, 2, *COPY, "-output_ts_offset", "50")
    assert 50 < probe(late).start.s < 53
    assert probe(copy("a.mkv", 0, 2, *COPY)).start.s == pytest.approx(0, abs=0.1)


def test_a_variable_rate_is_seen(copy: Make) -> None:
    keep = "select='not(mod(n,7))+lt(mod(n,60),20)'"
    varied = copy("varied.mkv", 0, 4, "-vf", keep, "-fps_mode", "vfr", "-an")
    found = probe(varied).video
    assert found and found.variable
    steady = probe(copy("steady.mkv", 0, 4, *COPY)).video
    assert steady and not steady.variable


def test_square_pixels_are_presented(copy: Make) -> None:
    wide = copy("wide.mp4", 0, 1, "-vf", "setsar=2", "-c:v", "libx264", "-an")
    found = probe(wide).video
    assert found and (found.width, found.height) == (384, 64)
    assert (found.coded_width, found.coded_height) == (192, 64)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        pytest.param(b"", NotMedia, "empty", id="empty"),
        pytest.param(b"hello, this is text\n" * 9, NotMedia, "a text file", id="text"),
        pytest.param("这是一个文本文件。\n".encode() * 500, NotMedia, "text", id="chinese text"),
        pytest.param(b"<!doctype html><p>x", NotMedia, "a web page", id="html"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), NotMedia, "a picture", id="png"),
        pytest.param(b"PK\x03\x04" + bytes(99), NotMedia, "an archive", id="zip"),
        pytest.param(bytes(5000), NotMedia, "zero bytes", id="zeros"),
        pytest.param(b"#EXTM3U\nhttp://x/y.ts\n", PlaylistRefused, "HLS", id="hls"),
        pytest.param(b"\xef\xbb\xbf\n#EXTM3U\n/etc/passwd", PlaylistRefused, "HLS", id="hls bom"),
        pytest.param(b"ffconcat version 1.0\nfile x", PlaylistRefused, "concat", id="ffconcat"),
        pytest.param(b"<?xml version='1.0'?>\n<MPD>", PlaylistRefused, "DASH", id="dash"),
        pytest.param(b"v=0\r\no=- 0 0 IN IP4", PlaylistRefused, "SDP", id="sdp"),
        pytest.param(bytes(range(256)) * 40, MediaError, "damaged|accepted", id="noise"),
    ],
)
def test_what_is_no_media_is_refused(
    content: bytes, error: type[MediaError], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "recording.mp4"
    path.write_bytes(content)
    with pytest.raises(error, match=says) as caught:
        probe(path)
    assert caught.value.remedy


def test_a_container_off_the_list_is_refused(copy: Make) -> None:
    stream = copy("raw.gif", 0, 1, "-an", "-f", "yuv4mpegpipe", "-pix_fmt", "yuv420p")
    with pytest.raises(ContainerRefused):
        probe(stream)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaMissing):
        probe(tmp_path / "nowhere.mp4")


def test_a_truncated_mp4_says_so(copy: Make, tmp_path: Path) -> None:
    content = copy("a.mp4", 0, 2, *COPY).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: len(content) // 2])
    with pytest.raises(DamagedMedia, match="cut short"):
        probe(cut)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("handmade/claims_100_hours.mp4", OversizedMedia),
        ("handmade/frame_16384x8192.mp4", OversizedMedia),
        ("handmade/many_streams_200.mkv", OversizedMedia),
        ("mp4parse/short-cenc.mp4", EncryptedMedia),
        ("payloads/read_passwd.avi", NothingToPlay),
    ],
)
def test_limits(name: str, error: type[MediaError], shared: Path) -> None:
    with pytest.raises(error):
        probe(shared / "hostile" / name)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "index", "size", "rotation", "audio"),
    [
        ("rot_180.mov", 0, (568, 320), 180, 0),
        ("rot_270.mov", 0, (320, 568), 270, 0),
        ("portrait_4k60.mp4", 0, (2160, 3840), 90, 1),
        ("embedded_cover_h264_png.mkv", 0, (640, 360), 0, 1),
        ("minecraft_two_audio.mp4", 0, (1920, 1080), 0, 2),
        ("nasa_multi_stream.mp4", 3, (480, 270), 0, 2),
        ("mv_with_2_top_shots.mp4", 0, (1080, 1440), 270, 0),
        ("sample_empty_track.mp4", 0, (1080, 720), 0, 1),
        ("two_people_laughing_vp6.flv", 1, (352, 288), 0, 1),
    ],
)
def test_real_files(
    name: str, index: int, size: tuple[int, int], rotation: int, audio: int, shared: Path
) -> None:
    found = probe(shared / "media" / "video" / "odd" / name)
    assert found.video and found.video.index == index
    assert (found.video.width, found.video.height) == size
    assert (found.video.rotation, len(found.audio)) == (rotation, audio)


@pytest.mark.shared
def test_a_cover_is_no_picture(shared: Path) -> None:
    found = probe(shared / "media" / "video" / "odd" / "moviepy_with-attached-pic.mp3")
    assert found.video is None and found.start >= ZERO
