"""What a JPEG says of the part of the sphere that it shows, read back by a reader of XML."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from pipelines.panorama import gpano
from pipelines.panorama.gpano import NAMESPACE, XMP, Box
from pipelines.panorama.output import box_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PARTIAL = Box(4096, 2048, left=512, top=600, width=64, height=32)
ATTRIBUTES = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/jpeg" '
    'xmlns:P="http://ns.google.com/photos/1.0/panorama/" P:ProjectionType="cylindrical" '
    'P:FullPanoWidthPixels="7" P:PoseHeadingDegrees="90.0"/></rdf:RDF></x:xmpmeta>'
)
ELEMENTS = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"><dc:format>image/jpeg</dc:format>'
    "<GPano:ProjectionType>equirectangular</GPano:ProjectionType>"
    "<GPano:FullPanoWidthPixels>9</GPano:FullPanoWidthPixels></rdf:Description></rdf:RDF>"
    "</x:xmpmeta>"
)
FOREIGN = ELEMENTS.split("<GPano:")[0].replace(NAMESPACE, "urn:other") + (
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def jpeg(path: Path, xmp: str | None = None) -> bytes:
    options = {} if xmp is None else {"xmp": xmp.encode()}
    Image.effect_noise((64, 32), 60).save(path, **options)
    return path.read_bytes()


def told(path: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """GPano's properties and the others, as an XML parser finds them in Pillow's packet."""
    with Image.open(path) as image:
        packet = image.info["xmp"]
    body = packet[packet.index(b"<x:xmpmeta") : packet.index(b"</x:xmpmeta>") + 12]
    own: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    for description in ElementTree.fromstring(body).iter(f"{RDF}Description"):
        pairs = [*description.attrib.items(), *((one.tag, one.text or "") for one in description)]
        for name, value in pairs:
            space, _, plain = name[1:].partition("}")
            if space == NAMESPACE:
                own.setdefault(plain, []).append(value)
            else:
                others[plain] = value
    return own, others


@pytest.mark.parametrize(
    "before", [None, ATTRIBUTES, ELEMENTS, FOREIGN, "no packet at all"],
    ids=["none", "attributes", "elements", "of-others", "garbage"],
)  # fmt: skip
def test_a_packet_is_replaced_and_never_doubled(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "p.jpg"
    data = jpeg(path, before)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L"))
    path.write_bytes(gpano.mark(gpano.mark(data, Box.whole(64, 32)), PARTIAL, photos=12))
    assert path.read_bytes().count(XMP) == 1
    own, others = told(path)
    assert own == {
        "ProjectionType": ["equirectangular"],
        "UsePanoramaViewer": ["True"],
        "FullPanoWidthPixels": ["4096"],
        "FullPanoHeightPixels": ["2048"],
        "CroppedAreaImageWidthPixels": ["64"],
        "CroppedAreaImageHeightPixels": ["32"],
        "CroppedAreaLeftPixels": ["512"],
        "CroppedAreaTopPixels": ["600"],
        "StitchingSoftware": ["Tradereel"],
        "SourcePhotosCount": ["12"],
        "PosePitchDegrees": ["0.0"],
        "PoseRollDegrees": ["0.0"],
    }
    kept = before is not None and "image/jpeg" in before
    assert others.get("format") == ("image/jpeg" if kept else None)
    assert gpano.read(path) == PARTIAL
    assert gpano.is_marked(path)
    with Image.open(path) as image:
        assert (np.asarray(image.convert("L")) == pixels).all()


def test_a_packet_that_has_no_room_left_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    long = FOREIGN.replace("image/jpeg", "x" * 64_900)
    path.write_bytes(gpano.mark(jpeg(path, long), PARTIAL))
    own, others = told(path)
    assert own["CroppedAreaLeftPixels"] == ["512"]
    assert "format" not in others


@pytest.mark.parametrize(
    ("xmp", "box"),
    [
        (None, None),
        (ATTRIBUTES, None),
        (ELEMENTS, None),
        (
            '<x xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" '
            'GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="100" '
            'GPano:FullPanoHeightPixels="50" GPano:CroppedAreaLeftPixels="90" '
            'GPano:CroppedAreaTopPixels="0" GPano:CroppedAreaImageWidthPixels="{}" '
            'GPano:CroppedAreaImageHeightPixels="50"/>',
            Box(100, 50, 90, 0, 10, 50),
        ),
    ],
    ids=["none", "cylinder", "half-told", "attributes"],
)
def test_only_what_makes_sense_is_read(tmp_path: Path, xmp: str | None, box: Box | None) -> None:
    path = tmp_path / "p.jpg"
    jpeg(path, xmp and xmp.format(10))
    assert gpano.read(path) == box
    for wide in (0, 101, "wide", "1e400"):
        jpeg(path, xmp and xmp.format(wide))
        assert gpano.read(path) is None


@pytest.mark.parametrize(
    ("rows", "columns", "box"),
    [
        (slice(None), slice(None), Box.whole(2000, 1000)),
        (slice(40, 60), slice(None), Box(2000, 1000, 0, 400, 2000, 200)),
        (slice(40, 61), slice(10, 20), Box(2000, 1000, 100, 400, 100, 210)),
        (slice(0, 0), slice(None), Box.whole(2000, 1000)),
    ],
    ids=["whole", "ring", "part", "nothing"],
)
def test_the_box_is_what_was_seen(rows: slice, columns: slice, box: Box) -> None:
    seen = np.zeros((100, 200), bool)
    seen[rows, columns] = True
    assert box_of(seen, 2000) == box
    assert box.partial == (box.width * box.height < 2_000_000)
