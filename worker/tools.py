"""What this machine offers to the stages, out of its settings."""

from pipelines.language_model import Endpoint
from settings import Settings
from worker.pipeline import Tools


def tools(settings: Settings) -> Tools:
    """Paths are absolute, because stages run in folders of their own."""
    return Tools(
        weights=settings.weights_cache.absolute(),
        download=settings.download_weights,
        model=settings.model,
        endpoint=_endpoint(settings),
        answers=settings.data.absolute() / "answers",
        kept=settings.kept.absolute(),
        encoder=settings.encoder,
        faces=settings.face_model.absolute() if settings.face_model else None,
    )


def _endpoint(settings: Settings) -> Endpoint | None:
    """The language model, where both its address and its name are set."""
    if not settings.llm_url or not settings.llm_model:
        return None
    return Endpoint(
        settings.llm_url.rstrip("/"),
        settings.llm_key.get_secret_value(),
        settings.llm_model,
        settings.llm_timeout,
        settings.llm_budget,
    )
