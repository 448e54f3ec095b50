"""openai-whisper over the sounds of an ``.npz`` file, for `bench.speech`; run by an interpreter
that has it: ``PYTHON bench/speech_peer.py MODEL.pt SOUNDS.npz`` prints JSON.

It imports nothing of the project, because that interpreter does not have it.
"""

import json
import sys
import time
from typing import Any

import numpy as np


def main(model: str, sounds: str) -> None:
    import whisper

    loaded = whisper.load_model(model, device="cpu")
    heard = np.load(sounds)
    hear(loaded, heard["en 0"], "en")  # the first call warms up
    begun, results = time.process_time(), {}
    for name in heard.files:
        results[name] = hear(loaded, heard[name], name.split()[0])
    spent = time.process_time() - begun
    sys.stdout.write(json.dumps({"cpu_s": spent, "segments": results}))


def hear(model: Any, sound: Any, language: str) -> list[dict[str, Any]]:
    """What it writes, with the settings that our engine gives to its library."""
    found = model.transcribe(
        sound,
        language=language,
        beam_size=5,
        word_timestamps=True,
        condition_on_previous_text=False,
        suppress_tokens="",
        fp16=False,
        verbose=None,
    )
    keys = ("text", "start", "end")
    return [{key: segment[key] for key in keys} for segment in found["segments"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
