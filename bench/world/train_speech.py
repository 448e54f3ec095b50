"""Trains the demo speech model on synthesised speech, writes it as the service loads it, and
measures it: ``python -m bench.world.train_speech --out assets/demo/speech-model``.

Needs torch and openai-whisper (whose tokens it uses) besides the packages of the project, about
8 GB of memory, and an hour on two quiet cores. The voices are those of flite and espeak-ng.
"""

import argparse
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bench.world.speech.bank import synthesise
from bench.world.speech.card import write_card
from bench.world.speech.errors import TorchMissing, VoiceMissing
from bench.world.speech.exam import examine
from bench.world.speech.folder import LONGEST_UTTERANCE, write_folder
from bench.world.speech.lettering import Letters
from bench.world.speech.packages import load
from bench.world.speech.reference import write_reference
from bench.world.speech.training import Course, train, vocabulary
from bench.world.speech.whisper_net import Shape

_log = logging.getLogger(__name__)

UTTERANCES = 10_000
BANK_SEED = 11
QUESTIONS = 300
METRICS, CARD = "metrics.json", "MODEL_CARD.md"
TEXTS = (METRICS, CARD)


def main(arguments: list[str] | None = None) -> int:
    """Train, or only convert and measure with ``--weights``; 4 when something is missing."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s")
    logging.getLogger("bench").setLevel(logging.INFO)
    _log.setLevel(logging.INFO)
    try:
        return _make(asked)
    except (TorchMissing, VoiceMissing) as error:
        _log.error("%s", error)
        return 4


def _make(asked: argparse.Namespace) -> int:
    load("torch")
    weights = asked.weights or asked.out.with_suffix(".npz")
    if not asked.weights:
        weights.parent.mkdir(parents=True, exist_ok=True)
        _log.info("speaking %d phrases", asked.utterances)
        bank = synthesise(asked.utterances, BANK_SEED)
        train(bank, Shape(), Course(steps=asked.steps, processes=asked.processes), weights)
    with np.load(weights) as stored:
        arrays = {name: stored[name] for name in stored.files}
    compact = vocabulary(Letters()).compact
    write_folder(arrays, Shape(), compact, asked.out)
    if asked.reference:
        write_reference(asked.out, asked.reference)
    _measure(asked.out, asked.questions, len(compact.used))
    return 0


def _measure(folder: Path, questions: int, tokens: int) -> None:
    """Write the measured table and the card beside the model."""
    found: dict[str, Any] = examine(folder, questions) | {"questions": questions}
    found["bytes"] = sum(file.stat().st_size for file in folder.iterdir() if file.name not in TEXTS)
    (folder / METRICS).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    card = write_card(found, asdict(Shape()), LONGEST_UTTERANCE, tokens)
    (folder / CARD).write_text(card, encoding="utf-8")
    for name, score in found["speech"].items():
        _log.info("%s: %s", name, score)
    _log.info("without speech: %s", found["without_speech"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.world.train_speech", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--steps", type=int, default=Course().steps)
    parser.add_argument("--processes", type=int, default=Course().processes)
    parser.add_argument("--utterances", type=int, default=UTTERANCES, help="spoken to learn from")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="spoken to measure with")
    parser.add_argument("--weights", type=Path, help="convert and measure these instead (.npz)")
    parser.add_argument("--reference", type=Path, help="also write the openai-whisper file (.pt)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
