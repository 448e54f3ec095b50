"""Makes the demo material anew: ``python -m bench.demo_material [--seed N] [FOLDER]``.

Needs ffmpeg, flite, espeak-ng and the Noto fonts (with CJK). The same seed on the same versions
of these gives the same pictures and sounds.
"""

import argparse
import json
import logging
from pathlib import Path
from typing import Any

from assets import asset
from bench.demo import hall, recording, timeline, tour, truth

log = logging.getLogger("bench.demo_material")
SEED = 7
SPHERE_WIDTH = 8192
"""Pixels around: a little finer than the photos, so that they are sharp."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the demo recording and the tour footage.")
    parser.add_argument("folder", nargs="?", type=Path, default=asset("demo"))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=("recording", "tour"))
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.only != "tour":
        make_recording(given.folder, given.seed)
    if given.only != "recording":
        make_tour(given.folder, given.seed)


def make_recording(folder: Path, seed: int) -> None:
    """recording.mp4, recording.vtt, events.jsonl, products.json and their truth."""
    made = timeline.build(seed)
    truth.write_transcript(made, folder / "recording.vtt")
    truth.write_events(made, folder / "events.jsonl")
    truth.write_products(folder / "products.json")
    _note(folder, "recording", truth.describe(made, seed))
    log.info("filming %.0f seconds", made.duration)
    recording.film(made, folder / "recording.mp4")


def make_tour(folder: Path, seed: int) -> None:
    """photos/, pan.mp4 and where the camera looked."""
    log.info("drawing the hall")
    sphere = hall.hall(SPHERE_WIDTH, seed)
    turned = tour.photos(sphere, folder / "photos", seed)
    log.info("panning")
    panned = tour.pan(sphere, folder / "pan.mp4")
    _note(folder, "photos", {"seed": seed, "size": tour.PHOTO_SIZE, "views": turned})
    _note(folder, "pan", {"seed": seed, "size": tour.PAN_SIZE, "views": panned})


def _note(folder: Path, key: str, value: dict[str, Any]) -> None:
    """Keep one part of truth.json, leave the others as they are."""
    path = folder / "truth.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known[key] = value
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
