"""``tradereel panorama``: what its options do."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from worker import console
from worker.cli import main
from worker.commands.panorama import not_used


@pytest.fixture
def sphere(tmp_path: Path) -> Path:
    rows, columns = np.mgrid[0:128, 0:256]
    shade = 120 + 60 * np.cos(columns / 256 * 2 * np.pi) * np.sin(rows / 128 * np.pi)
    path = tmp_path / "sphere.png"
    cv2.imwrite(str(path), np.repeat(shade[:, :, None], 3, axis=2).astype(np.uint8))
    return path


def asked(sphere: Path, *options: str) -> list[str]:
    return [
        "panorama", str(sphere), "-o", str(sphere.parent / "out"), "--kind", "equirect", *options
    ]  # fmt: skip


def test_a_logo_alone_covers_the_floor(
    sphere: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (60, 40), (0, 200, 0)).save(tmp_path / "logo.png")
    assert main(asked(sphere, "--logo", str(tmp_path / "logo.png"), "--floor-size", "60")) == 0
    with Image.open(tmp_path / "out" / "panorama.jpg") as picture:
        red, green, blue = np.asarray(picture)[-6:].reshape(-1, 3).mean(axis=0)
    assert green > 150 > 60 > max(red, blue)
    assert "report.html" in capsys.readouterr().out.replace("\n", "")
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize(
    ("options", "exit_code"),
    [(["--floor", "logo"], 3), (["--logo", "none.png"], 3)],
    ids=["no-logo", "missing-logo"],
)
def test_a_wish_that_cannot_be_met_is_told_at_once(
    sphere: Path, tmp_path: Path, options: list[str], exit_code: int
) -> None:
    assert main(asked(sphere, *options)) == exit_code
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "wish", [("--floor-size", "0"), ("--floor-size", "121"), ("--width", "-5"), ("--width", "0")]
)
def test_sizes_have_bounds(sphere: Path, wish: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(asked(sphere, "--floor", "fill", *wish))
    assert caught.value.code == 2


def test_who_interrupts_is_told_that_it_starts_again(
    sphere: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def pressed(fraction: float, note: str) -> None:
        raise KeyboardInterrupt

    # Nobody sits at the keyboard of a test.
    monkeypatch.setattr(console, "line_progress", lambda label: pressed)
    assert main(asked(sphere)) == 130
    assert "starts again" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_of_hundreds_that_were_not_used_a_few_are_named() -> None:
    told = not_used([f"{number}.jpg: The same picture." for number in range(300)])
    assert len(told) == 13
    assert told[0] == "not used: 0.jpg: The same picture."
    assert told[-1] == "not used: 288 more, as the report shows"
    assert not_used(["a.jpg: Dark."]) == ["not used: a.jpg: Dark."]
