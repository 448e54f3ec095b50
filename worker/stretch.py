"""What a clip needs of the recording."""

from typing import Any

from pipelines.media.spec import Ingested
from pipelines.media.time import Time
from pipelines.shorts.spec import EditPlan

LEAD = Time.seconds(2)
"""Parts are fetched this far around a clip, so that a cut near their border has its frames."""


def render_inputs(plan: EditPlan, ingested: Ingested) -> dict[str, Any]:
    """The inputs of the stage that renders the plan: its file, and the parts around its span."""
    start, end = plan.span.start - LEAD, plan.span.end + LEAD
    parts = [p.name for p in ingested.parts if p.span.start < end and start < p.span.end]
    return {"plan": f"plans/{plan.folder}.json", "parts": [f"work/parts/{name}" for name in parts]}
