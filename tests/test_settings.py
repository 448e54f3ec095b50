"""Every setting has a line in the docs, and the docs name no setting that is not there."""

import re
from pathlib import Path

import pytest

from settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


def documented() -> set[str]:
    return set(re.findall(r"`TRADEREEL_([A-Z0-9_]+)`", DOCS.read_text(encoding="utf-8")))


def test_every_setting_is_documented() -> None:
    assert {name.upper() for name in Settings.model_fields} == documented()


def test_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRADEREEL_DATA", str(tmp_path))
    settings = Settings()
    assert settings.database == f"sqlite:///{tmp_path}/catalog.sqlite"
    assert settings.objects == tmp_path / "objects"
    assert settings.store == "local"
