"""Brands made on the spot: logos drawn by Pillow, folders and ZIPs of them."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

TEAL, SUN = "#0E5C63", "#FFB347"


def picture(kind: str = "PNG", ink: str = TEAL, size: tuple[int, int] = (320, 120)) -> bytes:
    """A disc and a bar; on white where the format has no alpha."""
    ground = (255, 255, 255, 255 if kind == "JPEG" else 0)
    image = Image.new("RGBA", size, ground)
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 10, size[1], size[1] - 10), fill=ink)
    pen.rectangle((size[1] + 20, size[1] // 3, size[0] - 20, 2 * size[1] // 3), fill=ink)
    out = BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(out, kind)
    return out.getvalue()


def document(**fields: object) -> bytes:
    values = {"name": "Harbor", "primary": TEAL, "accent": SUN, "logo": "logo.png"}
    return json.dumps({**values, **fields}).encode()


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
