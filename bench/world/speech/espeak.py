"""espeak-ng through its shared library: samples, and the events that it reports while it speaks.

A word event tells where in the text a word stands and at which sample it begins; a phoneme event
without a name is a pause, so a word ends with the first pause behind it or with the next word.
"""

import ctypes
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import accumulate, pairwise
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.world.spec import Voice
from bench.world.speech.errors import VoiceMissing

PACKAGE = "libespeak-ng1"
RATE = 22_050
SEED = 1
"""espeak-ng's breath comes from the C library's random numbers."""
SPEED, PITCH = 175, 50
"""Words per minute and the pitch setting (0..99) that a voice has of its own."""

_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA = 1, 2
_UTF8, _CHARACTER = 1, 1
_SET_RATE, _SET_PITCH = 1, 3
_WORD, _PHONEME, _END_OF_LIST = 1, 7, 0
_PINYIN = {"cmn": "cmn-latn-pinyin"}
"""The voice ``cmn`` turns characters into pinyin and then reads the letters as English; the other
one reads them as Mandarin."""


class _Name(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("pointer", ctypes.c_char_p), ("text", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Name),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Sounded(NamedTuple):
    """A word or a phoneme: the character where its word begins, the sample where it begins."""

    word: bool
    pause: bool
    character: int
    sample: int


class _Heard:
    """What one call of the synthesiser reports."""

    def __init__(self) -> None:
        self.samples: list[NDArray[np.int16]] = []
        self.sounded: list[_Sounded] = []
        self.callback: Callable[..., int] = _Callback(self._hear)

    def _hear(self, wave: Any, count: int, events: Any) -> int:
        if wave and count:
            self.samples.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != _END_OF_LIST:
            self._note(events[index])
            index += 1
        return 0

    def _note(self, event: Any) -> None:
        word, phoneme = event.type == _WORD, event.type == _PHONEME
        if word or (phoneme and not event.id.text.startswith(b"(")):
            pause = phoneme and not event.id.text.strip(b"_:")
            self.sounded.append(_Sounded(word, pause, event.position - 1, event.sample))


def speak_espeak(
    said: list[str], voice: Voice
) -> tuple[NDArray[np.float32], list[tuple[float, float]]]:
    """Samples (mono at `RATE`, -1..1), and start and end in seconds of each entry of ``said``.
    Raises `VoiceMissing`, and `ValueError` when nothing is spoken."""
    gap = "" if voice.name.startswith("cmn") else " "
    starts = [0, *accumulate(len(entry) + len(gap) for entry in said)][: len(said)]
    samples, sounded = _apart(gap.join(said), voice)
    spans = _spans(sounded, starts, len(samples))
    if 0 not in spans:
        raise ValueError(f"espeak-ng says nothing for {said}")
    return (samples / np.float32(32768)).astype(np.float32), _spread(spans, said)


def _apart(text: str, voice: Voice) -> tuple[NDArray[np.int16], list[_Sounded]]:
    """Speak in a process of its own: the library keeps the phase of the wave that it ended with,
    so a second call in the same process would give other samples."""
    _library()
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(sender, text, voice))
    child.start()
    sender.close()
    try:
        answer: tuple[NDArray[np.int16], list[_Sounded]] | str = receiver.recv()
    except EOFError as error:
        raise ValueError(f"espeak-ng fails on {text!r}") from error
    finally:
        child.join()
        receiver.close()
    if isinstance(answer, str):
        raise VoiceMissing(answer)
    return answer


def _send(sender: Any, text: str, voice: Voice) -> None:
    """What the child does: samples and events, or what is missing."""
    try:
        heard = _synthesise(text, voice)
    except VoiceMissing as error:
        sender.send(str(error))
    else:
        sender.send((np.concatenate(heard.samples), heard.sounded))


def _synthesise(text: str, voice: Voice) -> _Heard:
    library = _library()
    ctypes.CDLL(None).srand(SEED)
    if library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS | _IPA) != RATE:
        raise VoiceMissing(f"espeak-ng does not start. Run `apt-get install {PACKAGE}`.")
    _choose(library, voice)
    heard = _Heard()
    library.espeak_SetSynthCallback(heard.callback)
    encoded = text.encode()
    library.espeak_Synth(encoded, len(encoded) + 1, 0, _CHARACTER, 0, _UTF8, None, None)
    return heard


def _spans(
    sounded: list[_Sounded], starts: list[int], length: int
) -> dict[int, tuple[float, float]]:
    """Start and end of the entries that begin at the characters ``starts``, by their index."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    entry = 0
    ends = [sound.sample for sound in sounded[1:]] + [length]
    for sound, end in zip(sounded, ends, strict=True):
        if sound.word:
            entry = bisect_right(starts, sound.character) - 1
        elif not sound.pause:
            first.setdefault(entry, sound.sample)
            last[entry] = end
    return {entry: (first[entry] / RATE, last[entry] / RATE) for entry in first}


def _spread(spans: dict[int, tuple[float, float]], said: list[str]) -> list[tuple[float, float]]:
    """The span of every entry. Some pairs (``of the``) are one word to espeak-ng and have one
    event: their time is divided by their letters."""
    marks: list[tuple[float, float]] = []
    heads = [*sorted(spans), len(said)]
    for head, after in pairwise(heads):
        start, end = spans[head]
        letters = [0, *accumulate(len(entry) for entry in said[head:after])]
        edges = [start + (end - start) * count / letters[-1] for count in letters]
        marks += pairwise(edges)
    return marks


def _choose(library: Any, voice: Voice) -> None:
    language, plus, variant = voice.name.partition("+")
    name = _PINYIN.get(language, language) + plus + variant
    if library.espeak_SetVoiceByName(name.encode()) != 0:
        raise VoiceMissing(f"espeak-ng has no voice '{voice.name}'.")
    library.espeak_SetParameter(_SET_RATE, round(SPEED * voice.speed), 0)
    library.espeak_SetParameter(_SET_PITCH, min(99, max(0, round(PITCH * voice.pitch))), 0)


@cache
def _library() -> Any:
    try:
        return ctypes.CDLL("libespeak-ng.so.1")
    except OSError as error:
        raise VoiceMissing(
            f"libespeak-ng.so.1 is not here. Run `apt-get install {PACKAGE}`."
        ) from error
