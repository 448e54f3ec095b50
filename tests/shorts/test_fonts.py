import pytest

from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.fonts import find_font, gather, missing, split_runs

CASES = {
    "latin": ("Price list", "en", "Noto Sans"),
    "cyrillic": ("Цена", "ru", "Noto Sans"),
    "chinese": ("起订量", "zh", "Noto Sans CJK SC"),
    "chinese, language unknown": ("起订量", "und", "Noto Sans CJK SC"),
    "taiwan": ("起訂量", "zh-TW", "Noto Sans CJK TC"),
    "japanese": ("最小注文", "ja", "Noto Sans CJK JP"),
    "kana, language unknown": ("テスト", "und", "Noto Sans CJK JP"),
    "korean": ("최소 주문", "ko", "Noto Sans CJK KR"),
    "latin inside chinese": ("iPhone", "zh", "Noto Sans CJK SC"),
    "thai": ("ราคา", "th", "Noto Sans Thai"),
    "arabic": ("السعر", "ar", "Noto Sans Arabic"),
}


@pytest.mark.parametrize(("text", "language", "family"), CASES.values(), ids=CASES.keys())
def test_font_by_script(text, language, family):
    face = find_font(text, language=language)
    assert face.family == family
    assert face.weight == 700


def test_a_second_font_takes_what_the_first_lacks():
    runs = split_runs("Fast ราคา now", "en")
    assert [run.text for run in runs] == ["Fast ", "ราคา ", "now"]
    assert runs[0].face == runs[2].face != runs[1].face


PACKAGES = {
    "no fonts at all, latin": ("abc", "fonts-noto-core"),
    "no fonts at all, chinese": ("起订", "fonts-noto-cjk"),
    "no fonts at all, kana": ("テ", "fonts-noto-cjk"),
    "no fonts at all, korean": ("한", "fonts-noto-cjk"),
    "no fonts at all, pictograph": ("\U0001f680", "fonts-symbola"),
}


@pytest.mark.parametrize(("text", "package"), PACKAGES.values(), ids=PACKAGES.keys())
def test_missing_glyphs_name_the_package(tmp_path, text, package):
    with pytest.raises(MissingGlyphs, match=f"apt-get install {package}$") as caught:
        split_runs(text, directories=[tmp_path])
    assert caught.value.characters == "".join(sorted(text))
    assert caught.value.code == "missing_glyphs"
    assert missing(text, directories=[tmp_path]) == text


def test_nothing_is_missing_here():
    assert missing("Price 价格 ราคา\u200d ") == ""


def test_an_unassigned_character_is_missing():
    assert missing("a\U00030000") == "\U00030000"


def test_a_broken_font_file_is_passed_over(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf")
    assert missing("a", directories=[tmp_path]) == "a"


def test_gathered_fonts_are_files(tmp_path):
    faces = [find_font("a"), find_font("价")]
    folder = gather([*faces, faces[0]], tmp_path / "fonts")
    assert sorted(file.name for file in folder.iterdir()) == sorted({f.path.name for f in faces})
