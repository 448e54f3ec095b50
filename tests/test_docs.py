"""The docs name only what is there."""

import re
from pathlib import Path

import pytest

from worker.cli import COMMANDS, parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.__name__.rpartition(".")[2] for command in COMMANDS]
    missing = [name for name in names if f"tradereel {name}" not in readme and name != "keys"]
    assert not missing
    assert "tradereel keys" in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?m)^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "line",
    [
        "process a.mp4 -o out --shorts 3 --ratio 9:16,1:1 --captions sidecar --model none",
        "panorama a.jpg b.jpg -o out --kind photos",
        "tour a b.mp4 -o out",
        "upload a.mp4 --to http://x --key k --kind tour",
        "doctor",
        "weights fetch small",
        "keys create --shop x --role admin",
    ],
)
def test_the_contract_of_the_command_line(line: str) -> None:
    assert parser().parse_args(line.split()).command == line.split()[0]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="no command"),
        pytest.param("process a.mp4", id="no output"),
        pytest.param("process a.mp4 -o out --shorts 0", id="no shorts"),
        pytest.param("process a.mp4 -o out --ratio 3:2", id="unknown ratio"),
        pytest.param("keys create --shop x --role king", id="unknown role"),
    ],
)
def test_wrong_usage_exits_with_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parser().parse_args(line.split())
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err
