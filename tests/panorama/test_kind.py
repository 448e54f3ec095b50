"""What pictures are taken for: every file of the shared sets."""

from pathlib import Path

import pytest

from pipelines.panorama.errors import TooFewInputs
from pipelines.panorama.kind import find_kind

FOLDERS = {"equirect": "equirect", "dualfisheye": "dual-fisheye"}


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "kind"), FOLDERS.items(), ids=list(FOLDERS))
def test_one_360_picture(shared: Path, folder: str, kind: str) -> None:
    files = [file for file in (shared / "vr" / folder).iterdir() if file.suffix in (".jpg", ".png")]
    assert files
    for file in files:
        footage = find_kind([file], "auto")
        assert (footage.kind, footage.files) == (kind, (file,)), file.name
        assert file.name in footage.why


@pytest.mark.shared
def test_photos_are_no_360_pictures(shared: Path) -> None:
    sets = [folder for folder in (shared / "vr" / "photos").iterdir() if folder.is_dir()]
    assert sets
    for folder in sets:
        assert find_kind([folder], "auto").kind == "photos"
        for file in folder.glob("*.jpg"):
            with pytest.raises(TooFewInputs):
                find_kind([file], "auto")
