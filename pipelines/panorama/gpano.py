"""The GPano XMP that tells viewers a JPEG is a sphere; put in and read without recompression."""

from pathlib import Path

XMP = b"http://ns.adobe.com/xap/1.0/\0"
START, APP1, SCAN = b"\xff\xd8", b"\xff\xe1", 0xDA
HEAD_LIMIT = 1 << 20


def packet(width: int, height: int) -> bytes:
    """The XMP packet of a whole sphere of this size in pixels."""
    fields = {
        "ProjectionType": "equirectangular",
        "UsePanoramaViewer": "True",
        "FullPanoWidthPixels": width,
        "FullPanoHeightPixels": height,
        "CroppedAreaImageWidthPixels": width,
        "CroppedAreaImageHeightPixels": height,
        "CroppedAreaLeftPixels": 0,
        "CroppedAreaTopPixels": 0,
    }
    body = "".join(f"<GPano:{key}>{value}</GPano:{key}>" for key, value in fields.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/">'
        f"{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def mark(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG with the packet as its first segment after the JFIF header."""
    payload = XMP + packet(width, height)
    segment = APP1 + (len(payload) + 2).to_bytes(2, "big") + payload
    at = len(START)
    while jpeg[at : at + 2] in (b"\xff\xe0", b"\xff\xe1"):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return jpeg[:at] + segment + jpeg[at:]


def is_marked(path: Path) -> bool:
    """Whether the head of the file says that it is an equirectangular picture."""
    with path.open("rb") as file:
        head = file.read(HEAD_LIMIT)
    return b"ns.google.com/photos/1.0/panorama" in head and b"equirectangular" in head
