"""The GPano XMP that tells viewers what part of a sphere a JPEG shows; put in and read without
recompression (Google's Photo Sphere XMP metadata).

Viewers place the pixels of the file in the box that ``CroppedArea*`` names, so a partial panorama
is a file that holds that box alone; one that fills up the rest with black says that it is whole.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

XMP = b"http://ns.adobe.com/xap/1.0/\0"
NAMESPACE = "http://ns.google.com/photos/1.0/panorama/"
START, APP1, SCAN = b"\xff\xd8", b"\xff\xe1", 0xDA
HEAD_LIMIT = 1 << 20
MOST = 0xFFFF - 2 - len(XMP)
"""Bytes of a packet: a segment's length is told in 16 bits."""
SOFTWARE = "Tradereel"


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a whole sphere of ``full_width`` by ``full_height`` pixels that a file holds."""

    full_width: int
    full_height: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def whole(cls, width: int, height: int) -> "Box":
        return cls(width, height, 0, 0, width, height)

    @property
    def partial(self) -> bool:
        return (self.width, self.height) != (self.full_width, self.full_height)


def fields_of(box: Box, photos: int | None = None) -> dict[str, str]:
    """The properties of a level picture made of ``photos`` pictures."""
    fields: dict[str, object] = {
        "ProjectionType": "equirectangular",
        "UsePanoramaViewer": "True",
        "FullPanoWidthPixels": box.full_width,
        "FullPanoHeightPixels": box.full_height,
        "CroppedAreaImageWidthPixels": box.width,
        "CroppedAreaImageHeightPixels": box.height,
        "CroppedAreaLeftPixels": box.left,
        "CroppedAreaTopPixels": box.top,
    }
    if photos is not None:
        fields |= {
            "StitchingSoftware": SOFTWARE,
            "SourcePhotosCount": photos,
            "PosePitchDegrees": "0.0",
            "PoseRollDegrees": "0.0",
        }
    return {name: str(value) for name, value in fields.items()}


def mark(jpeg: bytes, box: Box, photos: int | None = None) -> bytes:
    """The same JPEG saying which part of the sphere it is, and nothing else about that.

    What an XMP packet in it says besides is kept. ``photos``: how many pictures it was made of;
    None for a picture that we only pass on.
    """
    said = _description(fields_of(box, photos))
    rest = jpeg
    packets: list[bytes] = []
    for start, end in reversed([*_packets(jpeg)]):
        packets.insert(0, rest[start:end][4 + len(XMP) :])
        rest = rest[:start] + rest[end:]
    packet = next(filter(None, (_merged(each, said) for each in packets)), _packet(said))
    payload = XMP + packet
    segment = APP1 + (len(payload) + 2).to_bytes(2, "big") + payload
    at = _after_headers(rest)
    return rest[:at] + segment + rest[at:]


def read(path: Path) -> Box | None:
    """The part that a picture shows, as its metadata say; None when they say nothing usable."""
    return box_in(properties(path))


def is_marked(path: Path) -> bool:
    """Whether the head of the file says that it is an equirectangular picture."""
    return is_sphere(properties(path))


def is_sphere(fields: Mapping[str, str]) -> bool:
    """Whether these properties are those of an equirectangular picture."""
    return fields.get("ProjectionType", "").lower() == "equirectangular"


def box_in(fields: Mapping[str, str]) -> Box | None:
    """The part of a sphere that a picture with these properties shows; it may run over the edge.

    Some cameras write a height that is a pixel too large.
    """
    names = ("FullPanoWidth", "FullPanoHeight", "CroppedAreaLeft", "CroppedAreaTop",
             "CroppedAreaImageWidth", "CroppedAreaImageHeight")  # fmt: skip
    try:
        box = Box(*(int(float(fields[f"{name}Pixels"])) for name in names))
    except (KeyError, ValueError, OverflowError):
        return None
    inside = 0 <= box.left < box.full_width and 0 <= box.top <= box.full_height - box.height + 1
    sized = 0 < box.width <= box.full_width and box.height > 0
    above, pole = box.full_height / 2 - box.top, box.full_width / 4
    seen = above > -pole and above - box.height < pole
    return box if is_sphere(fields) and inside and sized and seen else None


def properties(path: Path) -> Mapping[str, str]:
    """Every GPano property in the head of the file, written as elements or as attributes."""
    with path.open("rb") as file:
        head = file.read(HEAD_LIMIT).decode("utf-8", "ignore")
    if NAMESPACE not in head:
        return {}
    prefix = _prefix(head)
    found = dict(re.findall(rf"<{prefix}:(\w+)>\s*([^<]*?)\s*</", head))
    return found | dict(re.findall(rf"\b{prefix}:(\w+)\s*=\s*[\"']([^\"']*)[\"']", head))


def _packet(said: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{said}</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def _description(fields: Mapping[str, str]) -> str:
    body = "".join(f"<GPano:{name}>{value}</GPano:{name}>" for name, value in fields.items())
    return f'<rdf:Description rdf:about="" xmlns:GPano="{NAMESPACE}">{body}</rdf:Description>'


def _merged(packet: bytes, said: str) -> bytes | None:
    """The packet with what it said of the sphere replaced; None when it cannot be changed."""
    text = packet.decode("utf-8", "replace")
    if "</rdf:RDF>" not in text:
        return None
    if NAMESPACE in text:
        prefix = _prefix(text)
        element = rf"<{prefix}:(\w+)\b[^>]*?(/>|>.*?</{prefix}:\1>)"
        text = re.sub(element, "", text, flags=re.DOTALL)
        text = re.sub(rf"\s\b{prefix}:\w+\s*=\s*(\"[^\"]*\"|'[^']*')", "", text)
    at = text.rindex("</rdf:RDF>")
    text = text[:at] + said + text[at:]
    # A packet ends with room to write in, which is of no use any more.
    merged = re.sub(r"\s{20,}(?=<\?xpacket end)", "\n", text).encode()
    return merged if len(merged) <= MOST else None


def _prefix(text: str) -> str:
    """A pattern for every name that the text gives to the namespace."""
    found = re.findall(rf"xmlns:([\w.-]+)\s*=\s*[\"']{re.escape(NAMESPACE)}", text)
    return "(?:" + "|".join(map(re.escape, dict.fromkeys([*found, "GPano"]))) + ")"


def _segments(jpeg: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of the segments before the picture's own data."""
    at = len(START)
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != SCAN:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield at, end
        at = end


def _packets(jpeg: bytes) -> Iterator[tuple[int, int]]:
    for start, end in _segments(jpeg):
        if jpeg[start : start + 2] == APP1 and jpeg[start + 4 : start + 4 + len(XMP)] == XMP:
            yield start, end


def _after_headers(jpeg: bytes) -> int:
    """Behind JFIF and EXIF, where every reader looks."""
    at = len(START)
    for start, end in _segments(jpeg):
        if jpeg[start : start + 2] not in (b"\xff\xe0", APP1):
            break
        at = end
    return at
