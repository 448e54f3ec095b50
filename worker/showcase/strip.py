"""A row of small pictures of the recording, evenly spaced."""

import base64
import io
from pathlib import Path

from pipelines.media.errors import FfmpegFailed, MediaError
from pipelines.media.frames import read_frames
from pipelines.media.time import Time

PICTURES = 16
WIDTH = 160
QUALITY = 72


def make_strip(recording: Path, duration: Time, rotation: int = 0) -> str | None:
    """The row as a data address; None where the recording has no picture that can be read."""
    from PIL import Image

    rate = PICTURES / max(duration.s, 1e-3)
    middle = Time.seconds(0.5 / rate)
    try:
        frames = [
            Image.fromarray(frame[:, :, ::-1])
            for _, frame in read_frames(
                recording, width=WIDTH, fps=rate, start=middle, rotation=rotation
            )
        ][:PICTURES]
    except (MediaError, FfmpegFailed):
        return None
    if not frames:
        return None
    sheet = Image.new("RGB", (WIDTH * len(frames), frames[0].height))
    for place, frame in enumerate(frames):
        sheet.paste(frame, (WIDTH * place, 0))
    packed = io.BytesIO()
    sheet.save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"
