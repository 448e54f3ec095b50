"""Windows to tensors: log-mel pictures, tokens, and what the extra lessons need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

from bench.world.speech.bank import RATE
from bench.world.speech.lettering import NO_SPEECH, STEP, Compact
from bench.world.speech.packages import load
from bench.world.speech.whisper_net import Shape
from bench.world.speech.windows import Window, Windows

HOP, SIZE = 160, 400
FRAME = 2 * HOP
"""Samples that one frame of the encoder stands for (20 ms)."""
STAND_INS = 40
"""Frames that stand for the silence up to the end of the 30 s."""
WARPS = (0.86, 0.9, 0.94, 0.97, 1.0, 1.0, 1.03, 1.06, 1.1, 1.14, 1.18)
"""Throats longer and shorter than that of the voice: all resonances lower or higher, while the
pitch stays."""
COLOUR = 0.35
"""Spread of the microphone's curve, in powers of ten."""
POOL = 6
"""Batches drawn together and sorted by length, so that little of a batch is padding."""
IGNORED = -100


@dataclass(slots=True)
class Batch:
    """``mel`` (batch, mels, 2 x frames); ``places``, ``bias`` as `encode` takes them; ``inputs``
    and ``targets``: compact tokens (targets `IGNORED` where nothing is taught); ``regions``
    (batch, tokens, frames): where the sound of each target lies; ``guided``: which targets have
    one; ``named``: the word of each frame, `IGNORED` in the padding."""

    mel: Any
    places: Any
    bias: Any
    inputs: Any
    targets: Any
    regions: Any
    guided: Any
    named: Any


class Batches:
    """Endless batches. ``whole``: keep every frame of the 30 s, as the engines feed them."""

    def __init__(
        self, windows: Windows, compact: Compact, words: dict[str, int], shape: Shape, seed: int
    ) -> None:
        self._windows, self._compact, self._words, self._shape = windows, compact, words, shape
        self._random = np.random.default_rng(seed)
        torch = load("torch")
        self._filters = torch.stack([_filters(warp) for warp in WARPS])
        self._curtain = torch.hann_window(SIZE)

    def stream(self, size: int, pairs: float, *, whole: bool = False) -> Iterator[Batch]:
        while True:
            pool = [self._windows.draw(pairs) for _ in range(size * POOL)]
            pool.sort(key=lambda window: len(window.samples))
            groups = [pool[at : at + size] for at in range(0, len(pool), size)]
            for index in self._random.permutation(len(groups)):
                yield self.make(groups[index], whole=whole)

    def make(self, group: Sequence[Window], *, whole: bool) -> Batch:
        torch = load("torch")
        frames = max(-(-len(window.samples) // FRAME) for window in group) + 2
        mel, places, bias = self._mel(group, frames, whole)
        tokens = self._tokens(group)
        regions, guided = self._regions(group, tokens.shape[1] - 1, len(places))
        named = self._named(group, frames)
        return Batch(
            mel=mel,
            places=places,
            bias=bias,
            inputs=torch.from_numpy(np.where(tokens[:, :-1] == IGNORED, 0, tokens[:, :-1])),
            targets=torch.from_numpy(self._targets(group, tokens)),
            regions=torch.from_numpy(regions),
            guided=torch.from_numpy(guided),
            named=torch.from_numpy(named),
        )

    def _mel(self, group: Sequence[Window], frames: int, whole: bool) -> tuple[Any, Any, Any]:
        torch = load("torch")
        sound = torch.zeros(len(group), frames * FRAME)
        for row, window in enumerate(group):
            sound[row, : len(window.samples)] = torch.from_numpy(window.samples)
        spectrum = torch.stft(sound, SIZE, HOP, window=self._curtain, return_complex=True)
        power = spectrum[..., :-1].abs() ** 2
        throats = torch.from_numpy(self._random.integers(len(WARPS), size=len(group)))
        loud = (self._filters[throats] @ power).clamp(min=1e-10).log10() + self._colour(len(group))
        loud = loud.maximum(loud.amax((1, 2), keepdim=True) - 8.0)
        mel = (loud + 4) / 4
        after = self._shape.frames - frames
        stand_ins = after if whole else min(STAND_INS, after)
        filler = self._fill(mel, group)
        mel = torch.cat([mel, filler[:, None, None].expand(-1, mel.shape[1], 2 * stand_ins)], -1)
        rest = np.sort(self._random.choice(after, stand_ins, replace=False)) + frames
        places = np.concatenate([np.arange(frames), rest])
        bias = np.zeros((1, len(places)), np.float32)
        bias[:, frames:] = np.log(after / stand_ins)
        return mel, torch.from_numpy(places), torch.from_numpy(bias)

    def _colour(self, count: int) -> Any:
        """A smooth curve over the bands of each picture, as of another microphone."""
        knots = self._random.normal(0, COLOUR, (count, 6))
        places = np.linspace(0, 5, self._shape.mels)
        curves = np.stack([np.interp(places, np.arange(6), row) for row in knots])
        return load("torch").from_numpy(curves.astype(np.float32))[:, :, None]

    def _fill(self, mel: Any, group: Sequence[Window]) -> Any:
        """Fill the pictures behind the windows. faster-whisper pads the picture with zeros, the
        reference pads the sound, which leaves the quietest value."""
        torch = load("torch")
        quiet = mel.amax((1, 2)) - 2.0
        zero = torch.from_numpy(self._random.random(len(group)) < 0.75)
        filler = torch.where(zero, torch.zeros_like(quiet), quiet)
        for row, window in enumerate(group):
            mel[row, :, len(window.samples) // HOP + 1 :] = filler[row]
        return filler

    def _tokens(self, group: Sequence[Window]) -> Any:
        longest = max(len(window.tokens) for window in group)
        tokens = np.full((len(group), longest), IGNORED)
        for row, window in enumerate(group):
            tokens[row, : len(window.tokens)] = self._compact.numbers(np.array(window.tokens))
        return tokens

    def _targets(self, group: Sequence[Window], tokens: Any) -> Any:
        """Each next token. Where nobody speaks, the start token is followed by the one that says
        so; the language and the task that the engines force there are not taught."""
        targets = tokens[:, 1:].copy()
        for row, window in enumerate(group):
            if not window.spoken:
                targets[row, 0] = self._compact.number(NO_SPEECH)
        targets[:, 1] = IGNORED
        return targets

    def _regions(self, group: Sequence[Window], count: int, frames: int) -> tuple[Any, Any]:
        regions = np.zeros((len(group), count, frames), np.float32)
        guided = np.zeros((len(group), count), np.float32)
        for row, window in enumerate(group):
            for column, region in enumerate(window.regions[1:]):
                if region is not None:
                    first, last = round(region[0] / STEP), round(region[1] / STEP)
                    regions[row, column, max(0, first - 1) : last + 1] = 1
                    guided[row, column] = 1
        return regions, guided

    def _named(self, group: Sequence[Window], frames: int) -> Any:
        named = np.zeros((len(group), frames), np.int64)
        for row, window in enumerate(group):
            for word, start, end in window.spoken:
                named[row, round(start / STEP) : round(end / STEP)] = self._words.get(word, 0)
            named[row, -(-len(window.samples) // FRAME) :] = IGNORED
        return named


def _filters(warp: float) -> Any:
    """Whisper's mel filters over a spectrum whose frequencies are ``warp`` times as high."""
    filters = FeatureExtractor.get_mel_filters(round(RATE * warp), SIZE, n_mels=80)
    return load("torch").from_numpy(np.asarray(filters, np.float32))
