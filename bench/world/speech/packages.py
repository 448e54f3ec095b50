"""What training needs and the service does not: imported when it is called for."""

from importlib import import_module
from typing import Any

from bench.world.speech.errors import TorchMissing

REQUIREMENTS = ("torch==2.13.0", "openai-whisper==20250625")


def load(name: str) -> Any:
    """The package ``name``. Raises `TorchMissing` with the command that installs it."""
    try:
        return import_module(name)
    except ImportError as error:
        wanted = " ".join(REQUIREMENTS)
        raise TorchMissing(
            f"Training the demo speech model needs {name}: run `pip install {wanted}` in an "
            "environment of its own."
        ) from error
