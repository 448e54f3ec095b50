"""What every test shares: the real media, and the rule that nothing is logged as an error."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests' own modules are imported as tests.NAME
pytest_plugins = ["tests.services"]

# On a change that is judged, the same examples every time; at home, new ones with each run.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI", "").lower() in {"1", "true"}:
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def no_logged_errors(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Fail a test that logs an error it did not announce with ``@pytest.mark.logs_errors``."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    records = caplog.get_records("setup") + caplog.get_records("call")
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    assert not errors, f"the test logged errors: {errors}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real media; the test is skipped where it is not on the machine."""
    folder = Path(os.environ.get("TRADEREEL_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real media: set TRADEREEL_SHARED (looked in {folder.name}/data)")
    return folder / "data"
