"""The brand of a folder: the last one that was asked for, a folder or an archive."""

from pathlib import Path

from worker.kept_brand import keep, kept


def test_the_last_one_is_kept(tmp_path: Path) -> None:
    home, folder, archive = tmp_path / "home", tmp_path / "shop", tmp_path / "shop.zip"
    folder.mkdir()
    (folder / "brand.json").write_text("{}")
    archive.write_bytes(b"PK")
    assert kept(home) is None
    copy = keep(folder, home)
    assert (copy / "brand.json").read_text() == "{}" and kept(home) == copy
    assert keep(copy, home) == copy, "the copy itself may be named"
    assert (copy / "brand.json").is_file()
    packed = keep(archive, home)
    assert (packed.read_bytes(), kept(home)) == (b"PK", packed)
    assert kept(home) == packed and not copy.exists()
