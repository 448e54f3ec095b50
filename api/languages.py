"""Languages by ISO 639-1: which codes there are, and how those of many buyers are called."""

_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia
id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo
lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl
ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
CODES = frozenset(_CODES.split())
BUYERS: dict[str, tuple[str, str]] = {
    "en": ("English", "English"),
    "es": ("Spanish", "Español"),
    "ar": ("Arabic", "العربية"),
    "ru": ("Russian", "Русский"),
    "pt": ("Portuguese", "Português"),
    "fr": ("French", "Français"),
    "de": ("German", "Deutsch"),
    "ja": ("Japanese", "日本語"),
    "ko": ("Korean", "한국어"),
    "zh": ("Chinese", "中文"),
    "id": ("Indonesian", "Bahasa Indonesia"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "th": ("Thai", "ไทย"),
    "tr": ("Turkish", "Türkçe"),
    "hi": ("Hindi", "हिन्दी"),
    "it": ("Italian", "Italiano"),
    "pl": ("Polish", "Polski"),
    "fa": ("Persian", "فارسی"),
    "he": ("Hebrew", "עברית"),
    "ms": ("Malay", "Bahasa Melayu"),
    "nl": ("Dutch", "Nederlands"),
    "uk": ("Ukrainian", "Українська"),
}
"""Offered on the pages: the name in English and its own."""


def known(code: str) -> str:
    """The code itself; raises `ValueError` for one that is no language."""
    if code not in CODES:
        raise ValueError(f"{code!r} is no language; write ISO 639-1, like en, es or ar")
    return code


def name(code: str) -> str:
    """In its own words, else the code."""
    return BUYERS[code][1] if code in BUYERS else code
