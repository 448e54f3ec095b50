"""The command line on real files: what it leaves, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.media import ffmpeg
from tests.worker.harness import ROOT
from worker.cli import main

SECONDS = 13


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small recording with a tone that stops and starts."""
    path = tmp_path_factory.mktemp("stream") / "stream.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=320x180:r=25:d={SECONDS}"]
    sound = f"aevalsrc='0.3*sin(2*PI*250*t)*lt(mod(t,4),3)':s=44100:d={SECONDS}"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg.run(
        [*picture, "-f", "lavfi", "-i", sound, *encode, "-shortest", str(path)],
        write=[path.parent],
    )
    return path


@pytest.fixture(scope="module")
def spoken(stream: Path) -> Path:
    """The transcript that the live platform made of it."""
    path = stream.with_suffix(".srt")
    path.write_text(
        "1\n00:00:00,200 --> 00:00:03,000\nThe price is two dollars fifty FOB Ningbo.\n\n"
        "2\n00:00:04,100 --> 00:00:07,000\nMinimum order is five hundred pieces.\n\n"
        "3\n00:00:08,100 --> 00:00:12,500\n交期十五到二十天,样品免费。\n",
        encoding="utf-8",
    )
    return path


def test_process_leaves_what_the_contract_names(
    stream: Path, spoken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    line = ["process", str(stream), "-o", str(out), "--transcript", str(spoken)]
    assert main(line) == 0
    for name in ("recording.json", "transcript.json", "transcript.srt", "transcript.vtt"):
        assert (out / name).stat().st_size > 0, name
    kinds = {fact["kind"] for fact in json.loads((out / "facts.json").read_text())["facts"]}
    assert {"price", "moq", "lead_time"} <= kinds
    (clip,) = (out / "clips").iterdir()
    assert {p.name for p in clip.iterdir()} >= {"plan.json", "9x16.mp4", "cover.jpg"}
    assert list(clip.glob("*.vtt"))
    assert "report.html" in capsys.readouterr().out
    assert main(line) == 0
    told = capsys.readouterr().err
    assert '"stage.kept"' in told
    done = [json.loads(line)["stage"] for line in told.splitlines() if '"stage.done"' in line]
    assert done == ["listen"], "a second run only asks what the machine can do now"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("empty.mp4", b"", "empty", id="empty"),
        pytest.param("page.mp4", b"<html><body>404</body></html>", "", id="a web page"),
        pytest.param("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "", id="playlist"),
        pytest.param("cut.mp4", b"\0\0\0\x18ftypmp42" + bytes(200), "", id="no media in it"),
    ],
)
def test_an_unusable_recording_exits_with_3_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["process", str(path), "-o", str(tmp_path / "out"), "--model", "none"]) == 3
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("tradereel:")]
    assert len(said) == 1
    assert told in said[0]
    assert path.read_bytes() == content


def test_a_missing_file_exits_with_3(tmp_path: Path) -> None:
    assert main(["process", str(tmp_path / "no.mp4"), "-o", str(tmp_path / "out")]) == 3
    assert main(["panorama", str(tmp_path / "no.jpg"), "-o", str(tmp_path / "out")]) == 3


def test_a_service_that_is_not_there_is_told(
    stream: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["upload", str(stream), "--to", "http://127.0.0.1:1", "--key", "tr_x"]) == 1
    assert "cannot be reached" in capsys.readouterr().err


def test_an_address_is_one(stream: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["upload", str(stream), "--to", "example.com", "--key", "tr_x"])
    assert caught.value.code == 2
    assert "http://" in capsys.readouterr().err


def test_it_starts_without_what_only_some_commands_need() -> None:
    code = "import sys, worker.cli; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "rich" in loaded
    assert loaded & {"alembic", "cv2", "minio", "numpy", "sqlalchemy", "tusclient"} == set()


def test_weights_of_an_unknown_name_exit_with_4(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weights", "fetch", "no-such-model"]) in (3, 4)
    assert "tradereel:" in capsys.readouterr().err


def test_doctor_names_a_remedy_for_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEREEL_DATA", str(tmp_path))
    monkeypatch.setenv("TRADEREEL_REDIS_URL", "redis://127.0.0.1:1/0")
    code = main(["doctor"])
    told = capsys.readouterr().out
    assert code == 0, told
    assert "redis-server" in told
    assert "tradereel weights fetch" in told
    assert "tradereel[mandarin]" in told.replace("\n", "")


def test_keys_are_shown_once_and_kept_as_a_hash(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEREEL_DATA", str(tmp_path))
    assert main(["keys", "create", "--shop", "Bottle works", "--role", "seller"]) == 0
    key = capsys.readouterr().out.strip()
    assert key.startswith("tr_")
    assert key.encode() not in (tmp_path / "catalog.sqlite").read_bytes()
    assert main(["keys", "create", "--shop", "Bottle works", "--role", "marketing"]) == 0
    with pytest.raises(SystemExit):
        main(["keys", "create", "--shop", "Bottle works", "--role", "boss"])
    assert "one of seller, marketing, admin" in capsys.readouterr().err
