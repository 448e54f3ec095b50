"""Reading the event log of a live platform."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from pipelines.highlights.errors import EventsUnreadable
from pipelines.highlights.spec import Event

LONGEST_LINE = 1_000_000
REMEDY = 'Give one JSON object a line, e.g. {"t": 12.5, "type": "comment", "text": "MOQ?"}.'


def read_events(path: Path) -> tuple[Event, ...]:
    """The events of a JSON Lines file, by time; equal times keep the order of the file.

    Empty lines are skipped. Raises `EventsUnreadable` with the line's number.
    """
    try:
        events = list(_events(path))
    except (OSError, UnicodeDecodeError) as error:
        raise EventsUnreadable(f"{path.name} is not readable UTF-8 text.", remedy=REMEDY) from error
    return tuple(sorted(events, key=lambda event: event.t))


def _events(path: Path) -> Iterator[Event]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), ""), start=1):
            if not line.strip():
                continue
            try:
                yield Event.model_validate_json(line)
            except ValidationError as error:
                raise EventsUnreadable(
                    f"{path.name}, line {number}: {_first(error)}.", remedy=REMEDY
                ) from error


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(key) for key in problem["loc"])
    return f"{where}: {problem['msg']}" if where else problem["msg"]
