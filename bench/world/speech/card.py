"""The card that lies beside the model: what it is for, how it was made, how well it does."""

from typing import Any

_TEXT = """# The demo speech model

**For the demo and the tests only, never for a user's recording.** It knows the sentences of the
films that `bench.world` makes, {tokens} tokens in English and Mandarin, and writes the nearest of
them whatever it hears. Tradereel never chooses it by itself; `--model demo` does, and says so on
what it makes.

- Whisper's architecture: 80 mel bands, 30 s windows, width {width}, {encoder} encoder and {decoder}
  decoder layers with {heads} heads, the numbering of the multilingual vocabulary. CTranslate2
  with 8-bit integers, {megabytes:.1f} MB. `tokenizer.json` knows the tokens in use; other text
  falls apart into bytes.
- Trained from nothing but speech that flite and espeak-ng synthesised from `bench.world`'s corpus:
  no recording and no weights of others. `python -m bench.world.train_speech --out FOLDER` makes
  another one. Rooms, machines, hum, music, hiss, microphones, speeds, pitches and throats vary.
- Two lessons besides the next token use the exact times of the synthesiser: every frame names its
  word, and some heads of the decoder look at the word being written ({guided}).
  These give the times of words.
- One utterance a window, up to {longest:.0f} s (`utterances.json`): Tradereel cuts at the pauses
  and asks for the language of each. It has not learnt prompts, hints or translation.

## Measured

Through faster-whisper, beam 5, {questions} sentences in voices that it was not trained on (those of
the films and others), half of them with a room and a backdrop 15 dB below. English counts words,
Chinese characters; punctuation and capitals do not count. Starts of words are measured in the
sentences without a mistake.

| | wrong | sentences exact | language right | word start, median | 90 % within |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}

Segments written over five seconds without speech (one try in silence, four of each other kind):
{alarms}.

What it does badly: words that are not in the corpus, people's own voices, several sentences
without a pause between them, two people at once.
"""


def write_card(found: dict[str, Any], shape: dict[str, Any], longest: float, tokens: int) -> str:
    """The card as Markdown. ``found``: what `exam.examine` gives, with ``bytes`` and
    ``questions``; ``shape``: the fields of `Shape`."""
    rows = [_row(name, score) for name, score in found["speech"].items()]
    alarms = ", ".join(f"{kind} {count}" for kind, count in found["without_speech"].items())
    return _TEXT.format(
        tokens=tokens,
        width=shape["width"],
        encoder=shape["encoder_layers"],
        decoder=shape["decoder_layers"],
        heads=shape["heads"],
        guided=", ".join(f"layer {layer} head {head}" for layer, head in shape["guided"]),
        megabytes=found["bytes"] / 1e6,
        longest=longest,
        questions=found["questions"],
        rows="\n".join(rows),
        alarms=alarms,
    )


def _row(name: str, score: dict[str, Any]) -> str:
    cells = (
        name,
        f"{score['error_rate']:.1%}",
        f"{score['exact_sentences']}/{score['sentences']}",
        f"{score['language_right']}/{score['sentences']}",
        _milliseconds(score["word_start_median_s"]),
        _milliseconds(score["word_start_p90_s"]),
    )
    return f"| {' | '.join(cells)} |"


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.0f} ms"
