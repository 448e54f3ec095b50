"""Text files as people really save them."""

import codecs

from pipelines.speech.errors import TranscriptMalformed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, name: str) -> str:
    """The text of ``data``: UTF-8 with or without a mark, UTF-16, GB 18030; line ends become
    ``\\n``. Raises `TranscriptMalformed`."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise TranscriptMalformed(
        f"{name} is not text in a known encoding.", remedy="Save it as UTF-8 and give it again."
    )


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    # UTF-16 without a mark: in subtitles every digit and line end has a zero beside it.
    head = data[:400]
    if head[1::2].count(0) > len(head) // 8:
        return ("utf-16-le",)
    if head[0::2].count(0) > len(head) // 8:
        return ("utf-16-be",)
    return ("utf-8", "gb18030")
