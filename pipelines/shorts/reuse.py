"""What a folder holds already: each product with the print of all that it was made from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.media.time import Time
from pipelines.shorts.job import Job, file_of
from pipelines.shorts.spec import Framings, Ratio, Rendered

RECIPE = 2
"""Of how clips are made: a change of it makes all anew."""
DOCUMENT, COVER, PREVIEW = "rendered.json", "cover.jpg", "preview.webp"
PICTURE, MOMENT = "picture", "moment"
Prints = dict[str, str]
"""By the names of products, and of what is decided for them."""
HEAD, SAMPLE = 4096, 1 << 20
"""Bytes. Matroska files carry a random name in their heads, so two that were joined alike differ
there, and only there."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last rendering into a folder; None: there was none that counts."""

    folder: Path
    rendered: Rendered | None

    def framings(self, ratio: Ratio, prints: Prints, given: Framings | None) -> Framings | None:
        """How the ratio was framed, where the same would come out again."""
        shown = self.rendered.plan.framings if self.rendered else ()
        before = next((framings for framings in shown if framings.ratio == ratio), None)
        again = before == given and self._same(PICTURE, prints)
        return before if again or self._same(_framing(ratio), prints) else None

    def keeps(self, name: str, prints: Prints) -> bool:
        """Whether a product was made from the same and is there."""
        path = self.folder / name
        if not self._same(name, prints) or not path.is_file():
            return False
        shown = self.rendered.renditions if self.rendered else ()
        sizes = {each.name: each.size for each in shown}
        return path.stat().st_size == sizes.get(name, path.stat().st_size)

    def moment(self, prints: Prints) -> Time | None:
        """The cover's moment, where the same would be chosen again."""
        return self.rendered.cover_at if self.rendered and self._same(MOMENT, prints) else None

    def heard(self) -> dict[str, Any]:
        """What the document told of the sound, and its notes."""
        if self.rendered is None:
            return {}
        return self.rendered.model_dump(include={"loudness", "peak", "notes"})

    def forget(self) -> None:
        """Products are about to change: what is told of them no longer holds."""
        (self.folder / DOCUMENT).unlink(missing_ok=True)

    def clear(self, wanted: Rendered) -> None:
        """Remove what the last rendering made and this one does not name."""
        for name in _names(self.rendered) - _names(wanted) if self.rendered else ():
            (self.folder / name).unlink(missing_ok=True)

    def _same(self, name: str, prints: Prints) -> bool:
        return self.rendered is not None and self.rendered.prints.get(name) == prints[name]


def earlier(folder: Path) -> Earlier:
    """What an earlier rendering left; one of another version counts for nothing."""
    try:
        return Earlier(folder, Rendered.load(folder / DOCUMENT))
    except InputError:
        return Earlier(folder, None)


def framing_prints(job: Job) -> Prints:
    """Of the moments that are shown, and of how each ratio is framed."""
    plan, source = job.plan, job.source
    picture = digest(
        RECIPE, _identity(source.path), job.cut.offset.us, job.cut.rotation,
        plan.span, plan.removed, [time.us for time in plan.shots],
        _identity(job.faces) if job.faces else None,
    )  # fmt: skip
    framed = {_framing(ratio): digest(picture, ratio, job.given(ratio)) for ratio in plan.ratios}
    return {PICTURE: picture, **framed}


def rendition_prints(job: Job, prints: Prints) -> Prints:
    """Of every rendition's file, of the preview of the first, and of the choice of the cover's
    frame. What is written beside a rendition does not count."""
    plan = job.plan
    same = (
        prints[PICTURE], plan.denoise, job.preset, job.encoder.name, job.kit.print,
        plan.lower_third, _burned(job),
    )  # fmt: skip
    made = {
        file_of(ratio): digest(same, ratio, job.framings[ratio], job.coding(ratio))
        for ratio in plan.ratios
    }
    chosen = digest(prints[PICTURE], plan.cover, job.framings[plan.ratios[0]])
    shown = digest(PREVIEW, made[file_of(plan.ratios[0])])
    return {**made, MOMENT: chosen, PREVIEW: shown}


def cover_print(job: Job, prints: Prints, moment: Time) -> Prints:
    plan, ratio = job.plan, job.plan.ratios[0]
    style = job.style.model_copy(update={"font": None})
    return {
        COVER: digest(
            prints[PICTURE], ratio, job.framings[ratio], moment.us, plan.title, plan.language,
            style, job.kit.print,
        )
    }  # fmt: skip


def digest(*values: Any) -> str:
    """Of JSON values and documents, in 32 hexadecimal digits."""
    text = json.dumps(values, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _framing(ratio: Ratio) -> str:
    return f"framing {ratio}"


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def _burned(job: Job) -> Mapping[str, Any] | None:
    """All that decides what captions are drawn."""
    plan = job.plan
    if plan.captions != "burn":
        return None
    style = job.style.model_copy(update={"font": None})
    return {"cues": plan.cues, "spoken": plan.spoken, "language": plan.language, "style": style}


def _identity(path: Path) -> list[Any]:
    """Size and two samples of a file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        found = []
        for place in (min(HEAD, size), max(HEAD, size - SAMPLE)):
            file.seek(place)
            found.append(hashlib.sha256(file.read(SAMPLE)).hexdigest())
    return [size, *found]


def _names(rendered: Rendered) -> set[str]:
    preview = {rendered.preview} if rendered.preview else set()
    renditions = {each.name for each in rendered.renditions}
    return {rendered.cover, *preview, *rendered.captions, *renditions}
