"""Where a language model is reached, and the error for when it is not."""

from dataclasses import dataclass, field

from pipelines.errors import PipelineError


class LanguageModelFailed(PipelineError):
    """No usable answer: not reached, too slow, over budget, or not what the schema asks for."""

    code = "language_model_failed"
    retryable = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``url``: up to and with ``/v1``; ``timeout``: seconds for one answer; ``budget``: the most
    requests that one job may send."""

    url: str
    key: str = field(repr=False)
    model: str
    timeout: float = 30.0
    budget: int = 40
