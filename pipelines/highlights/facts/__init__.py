"""Commercial facts out of what is said."""

from pipelines.highlights.facts.find import find_facts

__all__ = ["find_facts"]
