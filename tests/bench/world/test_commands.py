"""The commands that the documents name exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from bench.world.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parents[3]
NAMED = re.findall(
    r"python -m bench\.world (\w+)", (ROOT / "docs" / "world.md").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", sorted({*NAMED, *COMMANDS}))
def test_a_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(COMMANDS[name]).command(["--help"])
    assert ended.value.code == 0
    assert name in capsys.readouterr().out
