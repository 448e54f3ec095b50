"""What the disk refuses is told of the folder that was given."""

import os
from errno import EACCES, ENOSPC
from pathlib import Path

import numpy as np
import pytest

from pipelines.disk import CannotWrite, DiskFull
from pipelines.errors import PipelineError
from pipelines.panorama.output import scratch, whole_or_nothing, write_panorama, write_still

BLANK = np.full((64, 128, 3), 90, np.uint8)
REFUSALS = {"full": (ENOSPC, DiskFull), "no-rights": (EACCES, CannotWrite)}


@pytest.mark.parametrize(("number", "error"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("inside", ["", "stills"])
def test_the_folder_that_was_given_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[PipelineError],
    inside: str,
) -> None:  # fmt: skip
    def refuse(path: Path, data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    # A small disk would need the rights to mount one.
    monkeypatch.setattr(Path, "write_bytes", refuse)
    out = tmp_path / "out"
    with pytest.raises(error) as told, whole_or_nothing(out) as draft:
        write_panorama(BLANK, draft / inside)
    assert str(out) in told.value.message and str(draft) not in told.value.message
    assert ".panorama-" not in str(told.value)
    with pytest.raises(error, match=f"{out}[ .]") as told, scratch(out) as draft:
        write_still(BLANK, draft / "still.png")
    assert not out.exists()
