"""Whisper's multilingual tokens by name, and a tokenizer.json of those that a model uses.

The tokens come from the ranks that the reference package carries: a byte pair encoding in which a
token's rank says how early it is merged. The tokenizer keeps the numbers of the whole vocabulary
but knows only the merges that lead to the tokens in use; any other text falls apart into bytes.
"""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import tokenizers

from bench.world.speech.lettering import END, FIRST_TIME, LANGUAGE_COUNT, VOCABULARY
from bench.world.speech.packages import load


@cache
def _ranks() -> dict[bytes, int]:
    coding: Any = load("whisper.tokenizer").get_tokenizer(multilingual=True).encoding
    ranks: dict[bytes, int] = coding._mergeable_ranks
    return ranks


@cache
def _letters() -> dict[int, str]:
    """The printable character that stands for each byte, as GPT-2 wrote it: printable bytes are
    themselves, the others follow behind the 256th character in order."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {
        byte: chr(256 + index) for index, byte in enumerate(others)
    }


def _written(token: bytes) -> str:
    return "".join(_letters()[byte] for byte in token)


def text_tokens() -> list[str]:
    """The tokens of text, 0..50256. The last one is empty: CTranslate2 tells a multilingual model
    by it."""
    by_number = sorted(_ranks().items(), key=lambda item: item[1])
    names = [_written(token) for token, _ in by_number]
    return [*names, *[""] * (END - len(names))]


def special_tokens() -> list[str]:
    """The tokens from the end of text to the last time, 50257..51864."""
    codes = list(load("whisper.tokenizer").LANGUAGES)[:LANGUAGE_COUNT]
    languages = [f"<|{code}|>" for code in codes]
    names = ["<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>"]
    names += ["<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
    names += ["<|notimestamps|>"]
    times = VOCABULARY - FIRST_TIME
    return [*names, *(f"<|{step * 0.02:.2f}|>" for step in range(times))]


def write_tokenizer(used: Iterable[int], file: Path) -> None:
    """Write a tokenizer that encodes what is made of ``used`` as the whole one does."""
    ranks = _ranks()
    by_number = {number: token for token, number in ranks.items()}
    kept = {bytes([byte]) for byte in range(256)}
    merges: dict[bytes, tuple[bytes, bytes]] = {}
    for number in used:
        if number in by_number:
            _derive(by_number[int(number)], merges)
    kept |= set(merges)
    special = special_tokens()
    vocabulary = {_written(token): ranks[token] for token in kept}
    vocabulary |= {name: END + index for index, name in enumerate(special)}
    ordered = sorted(merges.items(), key=lambda item: ranks[item[0]])
    model = tokenizers.models.BPE(
        vocab=vocabulary, merges=[(_written(a), _written(b)) for _, (a, b) in ordered]
    )
    made = tokenizers.Tokenizer(model)
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    made.add_special_tokens(special)
    made.save(str(file), pretty=False)


def _derive(token: bytes, merges: dict[bytes, tuple[bytes, bytes]]) -> None:
    """Note the pair that ``token`` is merged from, and the pairs of both of its halves."""
    if len(token) < 2 or token in merges:
        return
    ranks = _ranks()
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 2:
        joined = [ranks.get(a + b, len(ranks)) for a, b in pairwise(parts)]
        at = joined.index(min(joined))
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    merges[token] = (parts[0], parts[1])
    for part in parts:
        _derive(part, merges)
