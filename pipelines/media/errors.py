"""What can go wrong with media.

InputError
└── MediaError          the media cannot be used
    ├── MediaMissing        there is no such file
    ├── NotMedia            empty, text, a web page, a picture, an archive
    ├── PlaylistRefused     a list of addresses instead of the media itself
    ├── ContainerRefused    a container that is not on the allow-list
    ├── CodecRefused        a codec that the decoder does not know
    ├── DamagedMedia        cut short or scrambled
    ├── EncryptedMedia      protected by a key
    ├── NothingToPlay       no picture and no sound in it
    └── OversizedMedia      more streams, pixels or hours than are accepted
DependencyError
└── FfmpegMissing       no usable ffmpeg
LimitError
└── FfmpegLimit         ffmpeg needed more memory, time or disk than it may have
StageError
└── FfmpegFailed        ffmpeg ended with an error
"""

from pipelines.errors import DependencyError, InputError, LimitError, StageError


class MediaError(InputError):
    """The media cannot be used."""

    code = "media_unusable"


class MediaMissing(MediaError):
    """There is no such file."""

    code = "media_missing"


class NotMedia(MediaError):
    """Empty, text, a web page, a picture or an archive."""

    code = "media_not_media"


class PlaylistRefused(MediaError):
    """A playlist: it names media elsewhere, and nothing elsewhere is ever read."""

    code = "media_playlist"


class ContainerRefused(MediaError):
    """A container that is not on the allow-list."""

    code = "media_container"


class CodecRefused(MediaError):
    """A codec that the decoder does not know."""

    code = "media_codec"


class DamagedMedia(MediaError):
    """Cut short or scrambled."""

    code = "media_damaged"


class EncryptedMedia(MediaError):
    """Protected by a key that we do not have."""

    code = "media_encrypted"


class NothingToPlay(MediaError):
    """No picture and no sound in it."""

    code = "media_nothing_to_play"


class OversizedMedia(MediaError):
    """More streams, pixels or hours than are accepted."""

    code = "media_oversized"


class FfmpegMissing(DependencyError):
    """No ffmpeg with the needed filters and encoders was found."""

    code = "ffmpeg_missing"


class FfmpegLimit(LimitError):
    """ffmpeg needed more memory, time or disk than it may have. ``stderr``: its last lines."""

    code = "ffmpeg_limit"

    def __init__(self, message: str, *, remedy: str = "", stderr: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.stderr = stderr


class FfmpegFailed(StageError):
    """ffmpeg ended with an error. ``status``: its exit status; ``stderr``: its last lines."""

    code = "ffmpeg_failed"

    def __init__(
        self, message: str, *, remedy: str = "", status: int | None = None, stderr: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status
        self.stderr = stderr
