"""Everything that decoding tells about a recording, so that it is decoded once."""

from pathlib import Path

from pydantic import Field

from pipelines.document import Document
from pipelines.highlights.picture import Picture, read_picture
from pipelines.highlights.sound import Sound, read_sound
from pipelines.media.spec import Ingested
from pipelines.progress import Progress, part, silent

SOUND_SHARE = 0.2
"""Of the time that observing takes."""


class Observed(Document):
    """The signals of sound and picture, one value a second; empty where the recording has none."""

    sound: Sound = Field(default_factory=Sound)
    picture: Picture = Field(default_factory=Picture)

    def save(self, path: Path) -> Path:
        """Write the document as one line of JSON, whole or not at all: a line for each of the
        many values would make twelve hours three times as large."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(self.model_dump_json() + "\n", encoding="utf-8")
        return draft.replace(path)


def observe(ingested: Ingested, folder: Path, progress: Progress = silent) -> Observed:
    """Read the proxy once and the speech sound once, and measure them.

    ``folder``: where `ingest` left them. The same files give the same document, to the byte.
    Raises a `MediaError` for unusable files, and as `ffmpeg.run` does.
    """
    sound, picture = Sound(), Picture()
    if ingested.speech is not None:
        heard = part(progress, 0.0, SOUND_SHARE)
        sound = read_sound(folder / ingested.speech, ingested.duration, heard)
    if ingested.proxy is not None:
        seen = part(progress, SOUND_SHARE, 1.0)
        picture = read_picture(folder / ingested.proxy, ingested.duration, seen)
    progress(1.0, "looked and listened")
    return Observed(sound=sound, picture=picture)
