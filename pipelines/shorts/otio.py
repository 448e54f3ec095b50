"""Sequences as OpenTimelineIO has them, and what its adapters write of them.

The adapters for Final Cut Pro 7 XML and CMX 3600 keep every frame at 29.97 too. The one for FCPXML
does not (it cannot be given 29.97 at all), so `pipelines.shorts.fcpxml` writes that itself.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipelines.shorts.editorial import COLOURS, Cutting, Footage, Shown, place, remarks, shown
from pipelines.shorts.spec import SIZES

if TYPE_CHECKING:
    from opentimelineio.opentime import TimeRange
    from opentimelineio.schema import ExternalReference, Marker, Timeline, Track

ADAPTERS = {"otio": "otio_json", "xml": "fcp_xml"}
REEL = 8
"""Letters that a CMX 3600 list has for the name of a medium."""


def document(cuttings: Sequence[Cutting], footage: Footage, kind: str) -> str:
    """All clips in one file of a kind of `ADAPTERS`."""
    from opentimelineio import adapters
    from opentimelineio.schema import SerializableCollection

    timelines = [sequence(cutting, footage) for cutting in cuttings]
    whole = SerializableCollection(name=footage.name, children=timelines)
    return str(adapters.write_to_string(whole, ADAPTERS[kind]))


def edl(cutting: Cutting, footage: Footage) -> str:
    """One clip's cuts; its markers are left out, because the format has none."""
    from opentimelineio import adapters

    made = sequence(cutting, footage)
    text = str(adapters.write_to_string(made, "cmx_3600", rate=float(footage.rate)))
    title, rest = text.split("\n", 1)
    counted = "DROP FRAME" if ";" in rest else "NON-DROP FRAME"
    return f"{title}\nFCM: {counted}\n{rest}"


def sequence(cutting: Cutting, footage: Footage) -> "Timeline":
    """One clip: a track of its picture, one of its sound, and its markers."""
    from opentimelineio.opentime import RationalTime
    from opentimelineio.schema import Timeline

    plan, pieces = cutting.plan, shown(cutting.plan, footage)
    made = Timeline(name=f"{plan.index:02} {plan.title}", metadata=_about(cutting, footage))
    made.global_start_time = RationalTime(0, float(footage.rate))
    kinds = ("Video", "Audio") if footage.channels else ("Video",)
    for kind in kinds:
        made.tracks.append(_track(kind, pieces, footage))
    made.tracks.markers.extend(_markers(cutting, pieces, footage))
    return made


def _about(cutting: Cutting, footage: Footage) -> dict[str, Any]:
    """What no timeline has a place for; and the size, where Final Cut Pro 7 looks for it."""
    plan = cutting.plan
    width, height = SIZES[plan.ratios[0]]
    size = {"width": str(width), "height": str(height)}
    return {
        "tradereel": {
            "clip": plan.folder,
            "category": cutting.category,
            "hashtags": list(plan.hashtags),
            "framings": [framings.model_dump(mode="json") for framings in plan.framings],
            "notes": list(footage.notes),
        },
        "fcp_xml": {"media": {"video": {"format": {"samplecharacteristics": size}}}},
    }


def _track(kind: str, pieces: Sequence[Shown], footage: Footage) -> "Track":
    from opentimelineio.schema import Clip, Track

    track = Track(name=kind[0] + "1", kind=kind)
    for piece in pieces:
        clip = Clip(footage.name, _medium(footage), _range(piece.first, piece.frames, footage))
        clip.metadata["cmx_3600"] = {"reel": _reel(footage.name)}
        track.append(clip)
    return track


def _medium(footage: Footage) -> "ExternalReference":
    from opentimelineio.schema import ExternalReference

    whole = _range(0, footage.frame(footage.duration), footage)
    medium = ExternalReference(target_url=quote(footage.name), available_range=whole)
    medium.name = footage.name
    return medium


def _reel(name: str) -> str:
    plain = "".join(letter for letter in name.rpartition(".")[0] if letter.isalnum())
    return plain.encode("ascii", "ignore").decode()[:REEL].upper() or "AX"


def _markers(cutting: Cutting, pieces: Sequence[Shown], footage: Footage) -> Iterator["Marker"]:
    from opentimelineio.schema import Marker

    for remark in remarks(cutting):
        spot = place(remark, pieces, footage)
        if spot is not None:
            marker = Marker(
                name=remark.text,
                marked_range=_range(*spot, footage),
                color=COLOURS[remark.kind],
                metadata={"fcp_xml": {"comment": remark.kind}},
            )
            marker.comment = remark.kind
            yield marker


def _range(first: int, frames: int, footage: Footage) -> "TimeRange":
    from opentimelineio.opentime import RationalTime, TimeRange

    rate = float(footage.rate)
    return TimeRange(RationalTime(first, rate), RationalTime(frames, rate))
