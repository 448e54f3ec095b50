"""Ways to make a short: ours, the least that it can cost, and those that others publish."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2

from bench.render_clips import Clip
from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts import graph, joints, reframe, sound
from pipelines.shorts.encode import draw
from pipelines.shorts.fonts import find_font
from pipelines.shorts.footage import look, scenes
from pipelines.shorts.graph import Output
from pipelines.shorts.job import Job, make_job
from pipelines.shorts.render import render
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import SIZES, CaptionCue

AAC = ("-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2", "-movflags", "+faststart")
LIKE_OURS: Mapping[str, Any] = {
    "fps": 30, "codec": "libx264", "preset": "veryfast", "audio_codec": "aac",
    "ffmpeg_params": ["-crf", "20", "-pix_fmt", "yuv420p"],
}  # fmt: skip
LETTERS = 84
BASELINE = 0.74
LEFT, WIDEST = 100, 880


@dataclass
class Ways:
    """All ways to make one clip into ``folder``; what is shared is made once, unmeasured."""

    clip: Clip
    folder: Path

    @cached_property
    def job(self) -> Job:
        """Ours, looked at and framed."""
        job = make_job(
            self.clip.plan, open_source(self.clip.source), Time(0), self.clip.rotation,
            self.folder / "prepared",
        )  # fmt: skip
        seen = scenes(job.plan, look(job.source, job.cut), job.cut.timeline)
        self.seen = seen
        framed = {ratio: reframe.decide(seen, ratio) for ratio in job.plan.ratios}
        timeline = job.cut.timeline
        return job.framed({r: joints.across(f, seen, timeline) for r, f in framed.items()})

    @cached_property
    def track(self) -> Path:
        path = self.job.work / "sound.m4a"
        sound.finish(self.job.source, self.job.cut, False, path, self.job.preset.audio)
        return path

    @cached_property
    def outputs(self) -> list[Output]:
        return [draw(self.job, ratio, self.seen)[0] for ratio in self.job.plan.ratios]

    def prepare(self) -> None:
        """Everything that the measured process is given."""
        assert self.job and self.outputs and self.track

    def process(self) -> None:
        """The one ffmpeg of ours."""
        self._run(graph.command(self.job.source, self.job.cut, self.outputs, self.track))

    def whole(self) -> None:
        """All of ours: looking, framing, loudness, captions, encode, cover, preview, documents."""
        clip, out = self.clip, self.folder / "whole"
        for path in out.glob("*.*"):
            path.unlink()
        render(clip.plan, clip.source, Time(0), clip.rotation, out)

    def bare(self) -> None:
        """ffmpeg with nothing but the trim, crop, scale and encoder."""
        self._run([*self._seek(), *self._coded(self._window()), self._out("bare")])

    def unsought(self) -> None:
        """The same, decoded from the start of the recording."""
        late = ["-ss", f"{self.clip.span.start.s:.3f}"]
        coded = self._coded(self._window())
        self._run([*ffmpeg.source(self.clip.source), *late, *coded, self._out("unsought")])

    def commanded(self) -> None:
        """The crop moved by a command for every frame, and the captions burned in."""
        width, height = self._size
        wide = min(width, height * 9 / 16)
        told = self.folder / "crop.txt"
        frames = range(round(self.clip.span.duration.s * 30))
        told.write_text(
            "".join(f"{n / 30:.4f} crop x {(width - wide) / 2 + n % 3:.0f};\n" for n in frames)
        )
        window = f"sendcmd=f={told},crop=w={wide:.0f}:h=ih:x={(width - wide) / 2:.0f}:y=0"
        burned = self.outputs[0]
        drawn = f"{window},scale=1080:1920,ass={burned.script}:fontsdir={burned.fonts}"
        self._run([*self._seek(), *self._coded(drawn), self._out("commanded")])

    def by_opencv(self) -> None:
        """Frame by frame through OpenCV into mp4v, the sound added by ffmpeg; no captions."""
        film = cv2.VideoCapture(str(self.clip.source))
        film.set(cv2.CAP_PROP_POS_MSEC, 1000 * self.clip.span.start.s)
        rate = film.get(cv2.CAP_PROP_FPS)
        silent = self.folder / "opencv.silent.mp4"
        size = SIZES["9:16"]
        coder = cv2.VideoWriter(str(silent), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
        for _ in range(round(self.clip.span.duration.s * rate)):
            found, frame = film.read()
            if not found:
                break
            height, width = frame.shape[:2]
            left = max(0, round((width - height * 9 / 16) / 2))
            coder.write(cv2.resize(frame[:, left : width - left], size))
        coder.release()
        film.release()
        sounds = ["-map", "0:v:0", "-map", "1:a:0?", "-c:v", "copy", *AAC]
        length = ["-t", f"{self.clip.span.duration.s:.3f}"]
        self._run([*ffmpeg.source(silent), *self._seek(), *length, *sounds, self._out("opencv")])

    def by_moviepy(self) -> None:
        """moviepy 2 with a text clip for every cue: no word lights up."""
        self._composed("moviepy", self._cue_texts)

    def by_moviepy_words(self) -> None:
        """moviepy 2, captions as ours: a text clip for every word, another while it is spoken."""
        self._composed("moviepy-words", self._word_texts)

    def by_moviepy_as_it_comes(self) -> None:
        """The same at 30 frames a second, coded as `write_videofile` does when nobody says how."""
        self._composed("moviepy-plain", self._word_texts, {"fps": 30})

    def _composed(
        self,
        name: str,
        texts: "Callable[[CaptionCue], Iterator[Any]]",
        coding: Mapping[str, Any] = LIKE_OURS,
    ) -> None:
        from moviepy import CompositeVideoClip, VideoFileClip

        span, (wide, high) = self.clip.span, SIZES["9:16"]
        with VideoFileClip(str(self.clip.source)) as film:
            part = film.subclipped(span.start.s, span.end.s)
            window = min(part.w, part.h * 9 / 16)
            shown = part.cropped(x_center=part.w / 2, width=window).resized((wide, high))
            captions = [text for cue in self.clip.plan.cues for text in texts(cue)]
            made = CompositeVideoClip([shown, *captions], size=(wide, high))
            made.write_videofile(self._out(name), logger=None, **coding)

    def _cue_texts(self, cue: CaptionCue) -> Iterator[Any]:
        from moviepy import TextClip

        text = TextClip(
            font=self._font, text=cue.text, font_size=LETTERS, color="white",
            stroke_color="black", stroke_width=5, method="caption", size=(WIDEST, None),
        )  # fmt: skip
        yield self._timed(text, cue.start, cue.end).with_position(
            ("center", BASELINE), relative=True
        )

    def _word_texts(self, cue: CaptionCue) -> Iterator[Any]:
        from moviepy import TextClip

        x, y = LEFT, round(BASELINE * SIZES["9:16"][1])
        for word in cue.words:
            shades = (("white", cue.start, cue.end), ("yellow", word.start, word.end))
            for colour, start, end in shades:
                text = TextClip(
                    font=self._font, text=word.text.strip() or " ", font_size=LETTERS,
                    color=colour, stroke_color="black", stroke_width=5, margin=(8, 8),
                )  # fmt: skip
                if colour == "white" and x + text.w > LEFT + WIDEST:
                    x, y = LEFT, y + text.h
                yield self._timed(text, start, end).with_position((x, y))
            x += text.w

    def _timed(self, text: Any, start: Time, end: Time) -> Any:
        span = self.clip.span
        begin = min(max(0.0, (start - span.start).s), span.duration.s)
        return text.with_start(begin).with_end(
            max(begin + 0.01, min((end - span.start).s, span.duration.s))
        )

    @cached_property
    def _font(self) -> str:
        return str(find_font("price", language="en").path)

    @cached_property
    def _size(self) -> tuple[int, int]:
        return self.job.source.presented(self.clip.rotation)

    def _seek(self) -> list[str]:
        return ["-ss", f"{self.clip.span.start.s:.3f}", *ffmpeg.source(self.clip.source)]

    def _window(self) -> str:
        return "crop=min(iw\\,ih*9/16):ih,scale=1080:1920"

    def _coded(self, drawn: str) -> list[str]:
        options: dict[str, Any] = self.job.coding("9:16")
        names = {"vcodec": "c:v"}
        coder = [part for k, v in options.items() for part in (f"-{names.get(k, k)}", str(v))]
        length = ["-t", f"{self.clip.span.duration.s:.3f}"]
        return [*length, "-map", "0:v:0", "-map", "0:a:0?", "-vf", drawn, *coder, *AAC]

    def size(self, name: str) -> int:
        """Bytes of what a way made; ``process``: of our one rendition."""
        return (self.outputs[0].path if name == "process" else Path(self._out(name))).stat().st_size

    def _out(self, name: str) -> str:
        return str(self.folder / f"{name}.mp4")

    def _run(self, arguments: Sequence[str]) -> None:
        read = [self.clip.source, self.folder]
        ffmpeg.run(arguments, read=read, write=[self.folder])
