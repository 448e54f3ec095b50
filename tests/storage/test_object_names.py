"""Keys and the names of downloads."""

from email.message import Message

import pytest

from storage.errors import InvalidName
from storage.objects.names import attachment, check_key, check_prefix, part_size

MIB = 2**20


@pytest.mark.parametrize("key", ["a", "a/b.c/d-e_f", "...", ".a", "a/..b", "~"[:0] + "x" * 200])
def test_keys(key: str) -> None:
    assert check_key(key) == key


@pytest.mark.parametrize("prefix", ["", "a", "a/", "a/b/", "a/b"])
def test_prefixes(prefix: str) -> None:
    assert check_prefix(prefix) == prefix


@pytest.mark.parametrize("prefix", ["/", "a//", "../", "a/../b", "ä"])
def test_what_is_no_prefix(prefix: str) -> None:
    with pytest.raises(InvalidName):
        check_prefix(prefix)


@pytest.mark.parametrize(
    ("filename", "told"),
    [
        ("clip.mp4", "clip.mp4"),
        ("工厂 直播.mp4", "工厂 直播.mp4"),
        ("prix (été).mp4", "prix (été).mp4"),
        ('a"b\\c;d.mp4', 'a"b\\c;d.mp4'),
        ("100%25.mp4", "100%25.mp4"),
        ("a\r\nSet-Cookie: x\x00.mp4", "aSet-Cookie: x.mp4"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "download"),
        ("\n", "download"),
    ],
)
def test_the_name_of_a_download(filename: str, told: str) -> None:
    header = attachment(filename)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    plain = header.partition('filename="')[2].partition('"')[0]
    assert "\\" not in plain
    encoded = header.partition("filename*=")[2]
    message = Message()
    message["Content-Disposition"] = f"attachment; filename*={encoded}"
    assert message.get_filename() == told


@pytest.mark.parametrize("size", [0, 1, 100 * MIB, 50 * 2**30, 5 * 2**40])
def test_parts_are_never_too_many(size: int) -> None:
    part = part_size(size, 16 * MIB)
    assert part % MIB == 0
    assert 16 * MIB <= part <= 5 * 2**30
    assert size / part <= 10_000
