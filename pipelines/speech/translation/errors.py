"""The errors of translating.

DependencyError
└── TranslatorMissing     nothing on this machine translates between the two languages
PipelineError
└── TranslationFailed     the translator stopped answering; another attempt may succeed
"""

from typing import ClassVar

from pipelines.errors import DependencyError, PipelineError


class TranslatorMissing(DependencyError):
    """No engine for this pair of languages; the remedy names what to install or to set."""

    code: ClassVar[str] = "translator_missing"


class TranslationFailed(PipelineError):
    """The engine gave nothing usable for the whole recording."""

    code: ClassVar[str] = "translation_failed"
    retryable: ClassVar[bool] = True
