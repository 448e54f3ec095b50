"""Which matrix turned a file's colours into luma and chroma (ITU-T H.273, table 4)."""

from typing import Literal

Matrix = Literal["bt709", "bt601", "bt2020"]
BT601 = (5, 6)
BT2020 = (9, 10)
UNSPECIFIED = 2
HD_LINES = 720


def matrix_of(code: int, lines: int) -> Matrix:
    """Files that do not say: standard definition is BT.601, the rest BT.709."""
    if code in BT2020:
        return "bt2020"
    return "bt601" if code in BT601 or (code == UNSPECIFIED and lines < HD_LINES) else "bt709"
