"""Writes a table into docs/benchmarks.md, between the markers that carry its name."""

import re
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def publish(name: str, title: str, body: str, page: Path = DOCS) -> None:
    """Replace the section of that name, or add it at the end."""
    section = f"<!-- {name}:begin -->\n{body}\n<!-- {name}:end -->"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    pattern = re.compile(rf"<!-- {name}:begin -->.*?<!-- {name}:end -->", re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section, text)
    else:
        text = f"{text.rstrip()}\n\n## {title}\n\n{section}\n"
    page.write_text(text, encoding="utf-8")
