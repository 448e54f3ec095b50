"""What a file says itself of being a sphere: GPano XMP in pictures; spherical boxes and elements in
films, as ffmpeg reads them out of MP4 (``sv3d``, and the older XML) and Matroska."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.media import ffmpeg
from pipelines.panorama.gpano import Box

HEAD = 1 << 20
Stereo = Literal["", "top-bottom", "left-right"]


@dataclass(frozen=True, slots=True)
class Marks:
    """``sphere``: it says that it is equirectangular; ``stereo``: how two eyes' views lie in it;
    ``crop``: which part of a sphere a picture shows, in pixels of the whole one."""

    sphere: bool = False
    stereo: Stereo = ""
    crop: Box | None = None


def picture_marks(path: Path) -> Marks:
    """What the head of a picture file says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"photos/1.0/panorama" not in head:
        return Marks()
    text = head.decode("latin-1")
    if not re.search(r"equirectangular", text, re.IGNORECASE):
        return Marks()
    return Marks(True, _stereo_of(text), _crop_of(text))


def clip_marks(path: Path) -> Marks:
    """What the index of a film says of its picture. Raises as `ffmpeg.run` does."""
    nothing = ["-map", "0:v:0", "-c", "copy", "-t", "0", "-f", "null", "-"]
    told = ffmpeg.run([*ffmpeg.source(path), *nothing], read=[path])
    # What follows "Output" is said once more of what is written.
    told = told.split("Output #0")[0]
    stereo: Stereo = ""
    if re.search(r"stereo3d: top and bottom", told):
        stereo = "top-bottom"
    elif re.search(r"stereo3d: side by side", told):
        stereo = "left-right"
    sphere = re.search(r"spherical: equirectangular", told) is not None
    return Marks(sphere, stereo if sphere else "")


def _crop_of(text: str) -> Box | None:
    values = [
        _number(text, name)
        for name in (
            "FullPanoWidthPixels", "FullPanoHeightPixels", "CroppedAreaLeftPixels",
            "CroppedAreaTopPixels", "CroppedAreaImageWidthPixels", "CroppedAreaImageHeightPixels",
        )
    ]  # fmt: skip
    if any(value is None for value in values):
        return None
    full_width, full_height, left, top, width, height = (value or 0 for value in values)
    inside = 0 < width <= full_width and height > 0 and top + height <= full_height + 1
    if not inside or left < 0 or top < 0:
        return None
    return Box(full_width, full_height, left, top, width, height)


def _number(text: str, name: str) -> int | None:
    """The value of a GPano field, written as an attribute or as an element."""
    found = re.search(rf"GPano:{name}\s*(?:=\s*[\"']|>)\s*(\d{{1,6}})", text)
    return int(found[1]) if found else None


def _stereo_of(text: str) -> Stereo:
    found = re.search(r"GPano:StereoMode\s*(?:=\s*[\"']|>)\s*([a-z-]+)", text, re.IGNORECASE)
    said = found[1].lower() if found else ""
    return "top-bottom" if "top" in said else "left-right" if "left" in said else ""
