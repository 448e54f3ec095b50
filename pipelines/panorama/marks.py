"""What a file says itself of being a sphere: GPano XMP in pictures; spherical boxes and elements in
films, as ffmpeg reads them out of MP4 (``sv3d``, and the older XML) and Matroska."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.media import ffmpeg
from pipelines.panorama import gpano
from pipelines.panorama.gpano import Box

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
    fields = gpano.properties(path)
    if not gpano.is_sphere(fields):
        return Marks()
    said = fields.get("StereoMode", "").lower()
    stereo: Stereo = "top-bottom" if "top" in said else "left-right" if "left" in said else ""
    return Marks(True, stereo, gpano.box_in(fields))


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
