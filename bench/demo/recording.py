"""Puts the drawn shots and the synthesised voice together: recording.mp4."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bench.demo.hall_stage import HallStage
from bench.demo.paint import Picture
from bench.demo.product_stages import BottleStage, StoveStage
from bench.demo.proof_stages import CartonsStage, CertificatesStage, DropStage
from bench.demo.timeline import Timeline
from bench.demo.voices import RATE

FPS = 25
CODEC = ["-crf", "26", "-profile:v", "high", "-pix_fmt", "yuv420p", "-g", "100", "-threads", "2",
         "-movflags", "+faststart"]  # fmt: skip


class Stage(Protocol):
    """What can be filmed."""

    def frame(self, t: float, open_: float) -> Picture:
        """720 x 1280 x 3, RGB. ``t``: seconds of the recording; ``open_``: the voice, 0..1."""
        ...


def stages(timeline: Timeline) -> dict[str, Stage]:
    """The stage of every scene name in the screenplay."""
    return {
        "host": HallStage(),
        "host_close": HallStage(close=True),
        "bottle": BottleStage(),
        "stove": StoveStage(),
        "drop": DropStage(timeline.impact),
        "certificates": CertificatesStage(),
        "cartons": CartonsStage(),
    }


def film(timeline: Timeline, out: Path) -> Path:
    """Render the recording: 1280 x 720, 25 fps, H.264 and AAC."""
    from moviepy import VideoClip
    from moviepy.audio.AudioClip import AudioArrayClip

    scenes = stages(timeline)

    def draw(t: float) -> Any:
        return scenes[timeline.shot(t).scene].frame(t, timeline.loudness(t))

    stereo = np.repeat(timeline.sound[:, None], 2, axis=1)
    clip = VideoClip(draw, duration=timeline.duration)
    clip = clip.with_audio(AudioArrayClip(stereo, fps=RATE))
    clip.write_videofile(
        str(out),
        fps=FPS,
        codec="libx264",
        preset="slow",
        audio_codec="aac",
        audio_fps=RATE,
        audio_bitrate="96k",
        ffmpeg_params=CODEC,
        temp_audiofile=str(out.with_suffix(".m4a")),
        logger=None,
    )
    return out
