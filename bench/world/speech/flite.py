"""flite through its shared library: samples, and the segments that it leaves in the utterance.

An utterance is a set of relations over items. ``Word`` holds the words; the path from a word over
its syllables (``SylStructure``) to their segments gives its first and last sound, and a segment
knows its end. Features of a voice are read when it speaks: ``duration_stretch`` (longer is
slower), ``f0_shift`` (a factor of its pitch).
"""

import ctypes
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.world.spec import Voice
from bench.world.speech.errors import VoiceMissing

PACKAGE = "libflite1"
SEED = 1
"""flite's noise comes from the C library's random numbers."""
VOICES = ("awb", "kal", "kal16", "rms", "slt")

_START = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
_END = b"R:SylStructure.daughtern.daughtern.R:Segment.end"
_FEATURES = ctypes.sizeof(ctypes.c_void_p)
"""Where a voice keeps its features: after the pointer to its name."""


class _Wave(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_char_p),
        ("rate", ctypes.c_int),
        ("samples", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_short)),
    ]


def speak_flite(
    said: list[str], voice: Voice
) -> tuple[NDArray[np.float32], int, list[tuple[float, float]]]:
    """Samples (mono, -1..1), their rate in Hz, and start and end in seconds of each entry of
    ``said``; an entry may be several words with spaces between. Raises `VoiceMissing`, and
    `ValueError` when flite finds other words."""
    library = _library()
    handle = _voice(voice.name)
    features = ctypes.cast(handle + _FEATURES, ctypes.POINTER(ctypes.c_void_p))[0]
    library.feat_set_float(features, b"duration_stretch", 1 / voice.speed)
    library.feat_set_float(features, b"f0_shift", voice.pitch)
    ctypes.CDLL(None).srand(SEED)
    utterance = library.flite_synth_text(" ".join(said).encode(), handle)
    if not utterance:
        raise ValueError(f"flite does not speak {said}")
    try:
        wave = _Wave.from_address(library.utt_wave(utterance))
        whole = np.ctypeslib.as_array(wave.data, (wave.samples,))
        samples = (whole / np.float32(32768)).astype(np.float32)
        return samples, int(wave.rate), _fold(list(_tokens(library, utterance)), said)
    finally:
        library.delete_utterance(utterance)


def _fold(tokens: list[tuple[float, float]], said: list[str]) -> list[tuple[float, float]]:
    """The tokens of each entry taken together. flite makes one token of what stands between two
    spaces."""
    counts = [len(entry.split()) for entry in said]
    if len(tokens) != sum(counts):
        raise ValueError(f"flite hears {len(tokens)} words in {said}")
    ends = np.cumsum(counts)
    return [
        (tokens[end - count][0], tokens[end - 1][1])
        for end, count in zip(ends, counts, strict=True)
    ]


def _tokens(library: Any, utterance: int) -> Iterator[tuple[float, float]]:
    for _, words in groupby(_words(library, utterance), key=lambda word: word[0]):
        times = [word[1:] for word in words]
        yield times[0][0], times[-1][1]


def _words(library: Any, utterance: int) -> Iterator[tuple[int, float, float]]:
    """The token each word comes from (``50`` is one token, ``fifty`` its word), start and end."""
    item = library.relation_head(library.utt_relation(utterance, b"Word"))
    while item:
        token = library.flite_path_to_item(item, b"R:Token.parent")
        start = library.flite_ffeature_float(item, _START)
        end = library.flite_ffeature_float(item, _END)
        if end > start:
            yield token, start, end
        item = library.item_next(item)


@cache
def _library() -> Any:
    library = _open("libflite.so.1")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
    for name, result, arguments in (
        ("flite_synth_text", pointer, [text, pointer]),
        ("utt_wave", pointer, [pointer]),
        ("utt_relation", pointer, [pointer, text]),
        ("relation_head", pointer, [pointer]),
        ("item_next", pointer, [pointer]),
        ("flite_path_to_item", pointer, [pointer, text]),
        ("flite_ffeature_float", number, [pointer, text]),
        ("feat_set_float", None, [pointer, text, number]),
        ("delete_utterance", None, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    if name not in VOICES:
        raise VoiceMissing(f"flite has no voice '{name}'; use one of {', '.join(VOICES)}.")
    _library()
    register = getattr(_open(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    handle: int = register(None)
    return handle


def _open(name: str) -> Any:
    try:
        return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise VoiceMissing(f"{name} is not here. Run `apt-get install {PACKAGE}`.") from error
