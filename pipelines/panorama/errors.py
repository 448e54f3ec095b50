"""What can be wrong with the pictures of a panorama.

InputError
├── UnreadablePicture   no picture (or clip) could be read from the file
├── PictureTooLarge     more pixels than are decoded
├── TooFewInputs        fewer than two different pictures
├── TooManyInputs       more pictures than one panorama takes
├── NotEnoughOverlap    no two pictures show the same things
├── ClipDoesNotTurn     a pan clip in which no turn of the camera is seen
├── NoCircles           no two fisheye circles in what was given as dual fisheye
└── KindNotSupported    a kind of footage that this version does not stitch
"""

from collections.abc import Sequence

from pipelines.errors import InputError


class UnreadablePicture(InputError):
    code = "picture_unreadable"


class PictureTooLarge(InputError):
    code = "picture_too_large"


class TooFewInputs(InputError):
    code = "too_few_inputs"


class TooManyInputs(InputError):
    code = "too_many_inputs"


class NotEnoughOverlap(InputError):
    """``apart``: the names that connect with nothing."""

    code = "not_enough_overlap"

    def __init__(self, message: str, *, remedy: str = "", apart: Sequence[str] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.apart = tuple(apart)


class ClipDoesNotTurn(InputError):
    code = "clip_does_not_turn"


class NoCircles(InputError):
    code = "no_circles"


class KindNotSupported(InputError):
    code = "kind_not_supported"
