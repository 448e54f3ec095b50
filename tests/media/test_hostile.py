import os
import time
from pathlib import Path

import pytest

from pipelines.errors import InputError
from pipelines.media.ingest import ingest
from pipelines.media.spec import Ingested
from tests.media.media_make import Make

SHARED = Path(os.environ.get("TRADEREEL_SHARED", Path(__file__).parents[3] / "shared"))
HOSTILE = SHARED / "data" / "hostile"
NAMES = sorted(f"{path.parent.name}/{path.name}" for path in HOSTILE.glob("*/*"))


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_every_hostile_file_ends_well_and_soon(name: str, shared: Path, tmp_path: Path) -> None:
    """Either a typed error that says what to do, or a recording that can be used."""
    began = time.monotonic()
    try:
        ingested = ingest(shared / "hostile" / name, tmp_path)
    except InputError as error:
        assert error.remedy and error.code.startswith("media_")
        assert "passwd" not in error.message
    else:
        assert Ingested.load(tmp_path / "ingested.json") == ingested
        assert ingested.duration.s > 0
        for left in (ingested.speech, ingested.proxy, *(f"parts/{p.name}" for p in ingested.parts)):
            assert left is None or (tmp_path / left).stat().st_size > 200
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("kind", ["mp4", "mkv", "flv", "ts"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_truncations(kind: str, share: float, copy: Make, tmp_path: Path) -> None:
    content = copy(f"cut-source.{kind}", 0, 2, "-c", "copy").read_bytes()
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(content[: int(len(content) * share)])
    try:
        assert ingest(cut, tmp_path / "out").duration.s < 2.5
    except InputError as error:
        assert error.remedy


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes(seed: int, copy: Make, tmp_path: Path) -> None:
    import random

    dice = random.Random(seed)
    content = bytearray(copy("flip-source.mkv", 0, 2, "-c", "copy").read_bytes())
    for _ in range(60):
        content[dice.randrange(64, len(content))] = dice.randrange(256)
    flipped = tmp_path / "flipped.mkv"
    flipped.write_bytes(content)
    try:
        assert ingest(flipped, tmp_path / "out").duration.s > 0
    except InputError as error:
        assert error.remedy
