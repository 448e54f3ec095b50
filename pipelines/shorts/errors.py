"""What rendering refuses, and why.

PipelineError
├── InputError
│   ├── NothingToShow   the plan's span holds no picture of the given recording
│   ├── UnknownStyle    a plan names a caption style that is not shipped
│   ├── UnknownPreset   a plan names a platform preset that is not shipped
│   └── BadBrand        a brand's folder cannot be used as it is
└── DependencyError
    ├── MissingGlyphs   no font on the machine draws a character of the captions
    ├── EncoderMissing  the encoder that was asked for does not work on the machine
    └── BadFaceModel    the file that was given to find faces with is no such network
"""

import unicodedata

from pipelines.errors import DependencyError, InputError

CJK_PREFIXES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH")
RARE_HAN = 0x20000
PICTOGRAPHS = range(0x1F000, 0x20000)


class NothingToShow(InputError):
    """The plan and the recording do not meet, or the recording has no picture."""

    code = "nothing_to_show"


class UnknownStyle(InputError):
    """The plan names a caption style that does not exist."""

    code = "unknown_style"


class UnknownPreset(InputError):
    """The plan names a platform preset that does not exist."""

    code = "unknown_preset"


class BadBrand(InputError):
    """The brand's document is wrong, or a file that it names is missing or unreadable."""

    code = "bad_brand"


class EncoderMissing(DependencyError):
    """An encoder that was asked for by name cannot code a picture here."""

    code = "encoder_missing"


class BadFaceModel(DependencyError):
    """The network that faces are to be found with is missing or is another one."""

    code = "bad_face_model"


class MissingGlyphs(DependencyError):
    """Characters that would be drawn as boxes. ``characters``: each once, in order of code."""

    code = "missing_glyphs"

    def __init__(self, characters: str) -> None:
        self.characters = "".join(sorted(set(characters)))
        self.packages = tuple(sorted({_package(character) for character in self.characters}))
        shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in self.characters[:8])
        more = f" and {len(self.characters) - 8} more" if len(self.characters) > 8 else ""
        super().__init__(
            f"No font on this machine draws {shown}{more}.",
            remedy=f"Install the fonts: apt-get install {' '.join(self.packages)}",
        )


def _package(character: str) -> str:
    """The Debian package whose fonts draw the character."""
    code = ord(character)
    if code in PICTOGRAPHS or unicodedata.category(character) == "So":
        return "fonts-symbola"
    if code >= RARE_HAN:
        return "fonts-hanazono"
    if unicodedata.name(character, "").startswith(CJK_PREFIXES):
        return "fonts-noto-cjk"
    return "fonts-noto-core"
