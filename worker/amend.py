"""Plans that people wrote or change on the command line."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.errors import InputError
from pipelines.media.time import ZERO, Time
from pipelines.shorts.spec import EditPlan, Framing, Framings

CROPS = {"left": 0.0, "centre": 0.5, "right": 1.0}
TEXTS = frozenset({"title", "style", "preset", "captions", "language"})
FIXED = frozenset({"version", "index", "slug", "highlight"})
"""They say which clip it is."""
_ROUNDING = Time.seconds(0.05)


class BadPlan(InputError):
    """A plan, or a change of one, that cannot be rendered; the message names the field."""

    code = "bad_plan"


def read_plan(path: Path) -> EditPlan:
    """The plan in a file; raises `BadPlan` with the path of each field that is wrong."""
    try:
        plan = EditPlan.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadPlan(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the name."
        ) from error
    except ValidationError as error:
        raise _wrong(path.name, error) from error
    if not re.fullmatch(r"[\w.-]+", plan.slug):
        raise BadPlan(f"slug: {plan.slug!r} is no name of a folder.", remedy="Use a-z, 0-9 and -.")
    return plan


def amend(plan: EditPlan, changes: Mapping[str, Any]) -> EditPlan:
    """The plan with other values; None takes a field back to its default. Raises `BadPlan`."""
    document = plan.model_dump(mode="json")
    for name, value in changes.items():
        if name not in EditPlan.model_fields or name in FIXED:
            free = ", ".join(sorted({*EditPlan.model_fields, "crop"} - FIXED))
            raise BadPlan(f"A plan has no {name!r} to set.", remedy=f"Use one of {free}.")
        document.pop(name, None)
        if value is not None:
            document[name] = value
    try:
        return EditPlan.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise _wrong("The changed plan", error) from error


def framed(plan: EditPlan, crop: str) -> EditPlan:
    """One framing for the whole clip; ``auto``: rendering decides per shot."""
    if crop == "auto":
        return plan.model_copy(update={"framings": ()})
    if crop != "fit" and crop not in CROPS:
        raise BadPlan(f"crop: {crop!r} is unknown.", remedy="Use auto, fit, left, centre, right.")
    why = "Chosen by hand."
    shot = (
        Framing(span=plan.span, mode="fit", why=why)
        if crop == "fit"
        else Framing(span=plan.span, mode="crop", x=CROPS[crop], why=why)
    )
    framings = tuple(Framings(ratio=ratio, shots=(shot,)) for ratio in plan.ratios)
    return plan.model_copy(update={"framings": framings})


def parse(settings: Iterable[str]) -> dict[str, Any]:
    """``NAME=VALUE`` each: a text, ``span=12.5-40``, a list of hashtags, or JSON."""
    found: dict[str, Any] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise BadPlan(f"{setting!r} sets nothing.", remedy="Write it as --set title=Bottles.")
        found[name.strip()] = _value(name.strip(), value.strip())
    return found


def _value(name: str, text: str) -> Any:
    if name == "span":
        return _span(text)
    if name in TEXTS or name in FIXED or name not in EditPlan.model_fields:
        return text
    if name in {"hashtags", "ratios"} and not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadPlan(
            f"{name}: {text!r} is no JSON.", remedy="Write numbers, true, false, null or JSON."
        ) from error


def _span(text: str) -> dict[str, float]:
    start, _, end = text.partition("-")
    try:
        return {"start": float(start), "end": float(end)}
    except ValueError as error:
        raise BadPlan(
            f"span: {text!r} is no span.", remedy="Write seconds, as --set span=12.5-40."
        ) from error


def check_span(plan: EditPlan, duration: Time) -> None:
    """Raise `BadPlan` where the span leaves the recording, which lasts ``duration``."""
    span = plan.span
    if span.start < ZERO or span.end > duration + _ROUNDING:
        raise BadPlan(
            f"span: {span.start.s:g} to {span.end.s:g} s is not inside the recording, which lasts "
            f"{duration.s:.2f} s.",
            remedy="Choose a span inside it.",
        )


def _wrong(what: str, error: ValidationError) -> BadPlan:
    places = [
        f"{'.'.join(str(step) for step in each['loc']) or 'the document'}: {each['msg']}"
        for each in error.errors(include_url=False, include_input=False)
    ]
    more = f" (and {len(places) - 3} more)" if len(places) > 3 else ""
    return BadPlan(
        f"{what} is no plan that can be rendered: {'; '.join(places[:3])}{more}.",
        remedy="Change these fields.",
    )
