"""FCPXML 1.9, as Final Cut Pro 10.5 and Resolve take it in; by Apple's FCPXML reference.

All times are rational multiples of a frame, in which the reference wants them.
"""

from collections.abc import Sequence
from fractions import Fraction
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipelines.shorts.editorial import Cutting, Footage, Remark, Shown, place, remarks, shown
from pipelines.shorts.spec import SIZES, EditPlan

VERSION = "1.9"
MEDIUM = "r1"
"""The resource that every clip is cut from."""


def document(cuttings: Sequence[Cutting], footage: Footage) -> str:
    """All clips as projects of one event that is named as the recording."""
    root = Element("fcpxml", version=VERSION)
    resources = SubElement(root, "resources")
    formats = _formats(resources, cuttings, footage)
    _asset(resources, footage)
    event = SubElement(SubElement(root, "library"), "event", name=footage.name)
    for cutting in cuttings:
        _project(event, cutting, footage, formats[_size(cutting.plan)])
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{text}\n'


def seconds(frames: int, rate: Fraction) -> str:
    """A time as the format writes it: ``1001/30000s``, ``5s``."""
    value = Fraction(frames) / rate
    return f"{value.numerator}s" if value.denominator == 1 else f"{value}s"


def _size(plan: EditPlan) -> tuple[int, int]:
    return SIZES[plan.ratios[0]]


def _formats(
    resources: Element, cuttings: Sequence[Cutting], footage: Footage
) -> dict[tuple[int, int], str]:
    """The recording's format and those of the sequences; returns their names."""
    sizes = dict.fromkeys([(footage.width, footage.height), *(_size(c.plan) for c in cuttings)])
    names = {size: f"f{number}" for number, size in enumerate(sizes)}
    for (width, height), name in names.items():
        frame = seconds(1, footage.rate)
        about = {"id": name, "frameDuration": frame, "width": str(width), "height": str(height)}
        SubElement(resources, "format", about)
    return names


def _asset(resources: Element, footage: Footage) -> None:
    about = {
        "id": MEDIUM,
        "name": footage.name,
        "start": "0s",
        "duration": seconds(footage.frame(footage.duration), footage.rate),
        "hasVideo": "1",
        "format": "f0",
    }
    if footage.channels:
        about |= {"hasAudio": "1", "audioSources": "1"}
        about |= {"audioChannels": str(footage.channels), "audioRate": str(footage.sample_rate)}
    asset = SubElement(resources, "asset", about)
    SubElement(asset, "media-rep", kind="original-media", src=f"./{quote(footage.name)}")


def _project(event: Element, cutting: Cutting, footage: Footage, shape: str) -> None:
    plan, pieces = cutting.plan, shown(cutting.plan, footage)
    project = SubElement(event, "project", name=f"{plan.index:02} {plan.title}")
    whole = seconds(sum(piece.frames for piece in pieces), footage.rate)
    about = {"format": shape, "duration": whole, "tcStart": "0s", "tcFormat": "NDF"}
    spine = SubElement(SubElement(project, "sequence", about), "spine")
    told = [
        (remark, spot) for remark in remarks(cutting) if (spot := place(remark, pieces, footage))
    ]
    for piece in pieces:
        clip = _clip(spine, piece, footage, fills=_fills(plan))
        for remark, (first, frames) in told:
            if piece.at <= first < piece.at + piece.frames:
                _marker(clip, remark, piece.first + first - piece.at, frames, footage.rate)


def _fills(plan: EditPlan) -> bool:
    shots = [shot for framings in plan.framings[:1] for shot in framings.shots]
    return not any(shot.mode == "fit" for shot in shots)


def _clip(spine: Element, piece: Shown, footage: Footage, *, fills: bool) -> Element:
    about = {
        "ref": MEDIUM,
        "name": footage.name,
        "offset": seconds(piece.at, footage.rate),
        "start": seconds(piece.first, footage.rate),
        "duration": seconds(piece.frames, footage.rate),
        "tcFormat": "NDF",
    }
    clip = SubElement(spine, "asset-clip", about)
    SubElement(clip, "adjust-conform", type="fill" if fills else "fit")
    return clip


def _marker(clip: Element, remark: Remark, first: int, frames: int, rate: Fraction) -> None:
    """Times of a marker are those of its medium. One that is to be done is red; facts are to be
    checked before a clip is published."""
    about = {
        "start": seconds(first, rate),
        "duration": seconds(frames, rate),
        "value": remark.text,
        "note": remark.kind,
    }
    if remark.kind == "fact":
        about["completed"] = "0"
    SubElement(clip, "marker", about)
