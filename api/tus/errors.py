"""What tus asks for beyond the errors of `api.errors`."""

from api.errors import ApiError, Clash


class WrongVersion(ApiError):
    status, code = 412, "tus_version"


class ChecksumMismatch(ApiError):
    """The bytes were thrown away; the offset is what it was."""

    status, code = 460, "checksum_mismatch"


class OffsetClash(Clash):
    code = "offset_mismatch"
