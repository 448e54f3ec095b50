"""The brand that a folder's clips wear, kept in it: so that an edit looks like the others."""

import shutil
from pathlib import Path


def keep(brand: Path, home: Path) -> Path:
    """Copy a brand, a folder or an archive, to where `kept` finds it; returns the copy."""
    place = _places(home)[0 if brand.is_dir() else 1]
    if brand.absolute() == place.absolute():
        return place
    for other in _places(home):
        _remove(other)
    place.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(brand, place) if brand.is_dir() else shutil.copyfile(brand, place))


def kept(home: Path) -> Path | None:
    """The brand of the folder, None where its clips wear none."""
    return next((place for place in _places(home) if place.exists()), None)


def _places(home: Path) -> tuple[Path, Path]:
    return home / "work" / "brand", home / "work" / "brand.zip"


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
