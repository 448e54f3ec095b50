"""How pictures are coded: x264 always; another encoder where it was tried and works."""

from dataclasses import dataclass, field
from typing import Any

from pipelines.shorts.preset import Preset
from pipelines.shorts.timeline import FPS

KEY_FRAMES = 2 * FPS
COMMON = {
    "pix_fmt": "yuv420p", "g": KEY_FRAMES, "r": FPS, "video_track_timescale": 30000,
    "color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv",
}  # fmt: skip
PLAIN: dict[str, Any] = {"profile:v": "main", "bf": 0}


@dataclass(frozen=True, slots=True)
class Encoder:
    """``name``: as documents and settings call it; ``options``: ffmpeg's, beside `COMMON`."""

    name: str = "x264"
    options: dict[str, Any] = field(
        default_factory=lambda: {"vcodec": "libx264", "profile:v": "high", "preset": "veryfast"}
    )

    def video(self, preset: Preset) -> dict[str, Any]:
        """All options of a rendition's picture. What is coded with equal options and equal size
        can be joined without coding it again."""
        rate = {"crf": preset.crf} if self.name == "x264" else {"b:v": preset.maxrate // 2}
        limits = {"maxrate": preset.maxrate, "bufsize": 2 * preset.maxrate}
        return {**self.options, **(PLAIN if preset.plain else {}), **rate, **limits, **COMMON}


X264 = Encoder()
