"""A language model behind any OpenAI-compatible endpoint: asked for JSON, and never trusted.

Nothing of the service needs one. Whoever asks must have an answer of their own at hand for the
day that this one fails, invents, or is late.
"""

from pipelines.language_model.endpoint import Endpoint, LanguageModelFailed
from pipelines.language_model.model import LanguageModel

__all__ = ["Endpoint", "LanguageModel", "LanguageModelFailed"]
