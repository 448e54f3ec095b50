"""``tradereel process``: a recording in, captioned shorts and a report out."""

import argparse
import re
from pathlib import Path
from typing import Any, get_args

from assets import shipped
from pipelines.errors import InputError
from pipelines.highlights.spec import Highlights
from pipelines.shorts.spec import CaptionMode, Ratio
from settings import Settings
from worker import console
from worker.commands.disk import folder
from worker.kept_brand import keep
from worker.local import LocalRun
from worker.tools import tools

MOST_LANGUAGES = 8
COMPANIONS = ("events", "products", "transcript", "brand")


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser(
        "process", help="cut a recording into shorts"
    )
    add.add_argument(
        "recording", type=Path, metavar="RECORDING", help="film of a livestream, one file"
    )
    add.add_argument(
        "-o", "--output", type=folder, required=True, metavar="DIR", help="folder for the results"
    )
    add.add_argument("--events", type=Path, metavar="FILE", help="event log (JSON Lines)")
    add.add_argument("--products", type=Path, metavar="FILE", help="product list (JSON or CSV)")
    add.add_argument("--transcript", type=Path, metavar="FILE", help="SRT, VTT or our JSON")
    add.add_argument("--language", metavar="CODE", help="of the speech; found out when not given")
    add.add_argument(
        "--languages", type=_languages, default=(), metavar="es,ar",
        help="of the buyers: subtitles in each, the first one burned in",
    )  # fmt: skip
    add.add_argument("--shorts", type=_count, metavar="N", help="how many (default: 3 to 9)")
    add.add_argument("--shortest", type=_seconds, metavar="S", help="seconds (default: 12)")
    add.add_argument("--longest", type=_seconds, metavar="S", help="seconds (default: 60)")
    add.add_argument("--model", default=None, metavar="NAME|DIR|demo|none", help="speech model")
    add.add_argument("--captions", choices=get_args(CaptionMode), default="burn")
    add.add_argument(
        "--style", choices=shipped("captions"), default="clean", help="of the captions"
    )
    add.add_argument(
        "--bilingual", action="store_true", help="what was said small above its translation"
    )
    add.add_argument(
        "--preset", default="universal", metavar="PLATFORM", help="as tiktok, whatsapp"
    )
    add.add_argument("--brand", type=Path, metavar="DIR|ZIP", help="brand.json, logo, font")
    add.add_argument(
        "--tighten", action="store_true", help="leave dead air and fillers out of the clips"
    )
    add.add_argument("--denoise", action="store_true", help="lift speech over machine noise")
    add.add_argument("--ratio", type=ratios, default=("9:16",), metavar="9:16,1:1,16:9")
    add.set_defaults(run=run)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 50:
        raise argparse.ArgumentTypeError("give a number from 1 to 50")
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 4 <= seconds <= 180:
        raise argparse.ArgumentTypeError("give 4 to 180 seconds")
    return seconds


def _languages(text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    wrong = [code for code in codes if not re.fullmatch(r"[a-z]{2,3}", code)]
    if wrong or len(codes) > MOST_LANGUAGES:
        raise argparse.ArgumentTypeError(
            f"give at most {MOST_LANGUAGES} two-letter codes, such as es,ar (not {wrong or codes})"
        )
    return codes


def ratios(text: str) -> tuple[str, ...]:
    ratios = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    unknown = [ratio for ratio in ratios if ratio not in get_args(Ratio)]
    if unknown or not ratios:
        raise argparse.ArgumentTypeError(f"know {', '.join(get_args(Ratio))}, not {unknown}")
    return ratios


def existing(path: Path) -> Path:
    """The path, when there is something to read; raises `InputError`."""
    if not path.exists():
        raise InputError(f"There is no file {path}.", remedy="Check the name.")
    return path


def one_file(path: Path) -> Path:
    """The path, when it is a file and no folder; raises `InputError`."""
    if existing(path).is_dir():
        raise InputError(f"{path} is a folder.", remedy="Give one file of it.")
    return path


def run(options: argparse.Namespace) -> int:
    from worker.livestream import LIVESTREAM

    source = one_file(options.recording)
    companions = {
        name: existing(getattr(options, name)) for name in COMPANIONS if getattr(options, name)
    }
    if options.brand:
        keep(options.brand, options.output)
    with console.watching() as watcher:
        notes = LocalRun(
            LIVESTREAM,
            (source,),
            options.output,
            spec(options),
            tools(Settings()),
            companions,
            watcher,
        ).run()
    summarise(options.output, notes)
    return 0


def spec(options: argparse.Namespace) -> dict[str, Any]:
    names = (
        "language", "shorts", "shortest", "longest", "model", "captions", "style", "preset",
        "bilingual", "tighten", "denoise",
    )  # fmt: skip
    chosen = {name: getattr(options, name) for name in names}
    lists = {"ratio": list(options.ratio), "languages": list(options.languages)}
    return {**chosen, **lists, "title": options.recording.name}


def summarise(out: Path, notes: tuple[str, ...]) -> None:
    """What came out, for a person."""
    for note in notes:
        console.out.print(f"· {note}", markup=False)
    highlights = Highlights.load(out / "highlights.json").highlights
    for number, highlight in enumerate(highlights, 1):
        console.out.print(
            f"{number}. {highlight.title}  [{highlight.start.clock()} to "
            f"{highlight.end.clock()}, {highlight.category}]",
            markup=False,
        )
        for reason in highlight.reasons:
            console.out.print(f"     {reason.text}", markup=False)
    console.out.print(f"{len(highlights)} highlight(s); open {out / 'report.html'}", markup=False)
