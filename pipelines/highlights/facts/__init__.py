"""Commercial facts out of what is said."""

from pipelines.highlights.facts.find import KINDS, find_facts

__all__ = ["KINDS", "find_facts"]
