"""The errors of the speech stage.

InputError
├── SoundUnreadable        the sound file cannot be decoded
└── TranscriptMalformed    a brought transcript cannot be read; ``line`` says where
DependencyError
├── WeightsMissing         the speech model is not on this machine
└── EngineMissing          the speech engine's package is not installed
"""

from typing import ClassVar

from pipelines.errors import DependencyError, InputError


class SoundUnreadable(InputError):
    """The sound cannot be decoded."""

    code: ClassVar[str] = "sound_unreadable"


class TranscriptMalformed(InputError):
    """A transcript file breaks its own format. ``line``: 1-based, 0 when it is the whole file."""

    code: ClassVar[str] = "transcript_malformed"

    def __init__(self, message: str, *, line: int = 0, remedy: str = "") -> None:
        super().__init__(f"line {line}: {message}" if line else message, remedy=remedy)
        self.line = line


class WeightsMissing(DependencyError):
    """The weights of a speech model are neither on this machine nor can they be downloaded."""

    code: ClassVar[str] = "weights_missing"


class EngineMissing(DependencyError):
    """The package of a speech engine is not installed."""

    code: ClassVar[str] = "engine_missing"
