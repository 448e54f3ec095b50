"""Which language is spoken, window after window, by somebody who seldom changes it."""

from collections.abc import Callable, Mapping

SWITCH = 0.05
"""How likely the next window is in another language, before it is heard. With it one window must
be about twenty to one for another language to change it; two windows in a row need less."""
SURE = 0.7
"""Below this the first window alone does not decide."""
BESIDE = 0.2
"""When another language is as likely as this, the window may hold both."""


class Tongues:
    """A belief about the language that every window corrects: the forward recursion of a hidden
    Markov chain (Rabiner 1989) whose states are the languages.

    ``look_around``: the language of a longer stretch, called once and only when the first window
    leaves doubt.
    """

    def __init__(self, look_around: Callable[[], str]) -> None:
        self._look_around = look_around
        self._belief: dict[str, float] = {}
        self.language = ""
        self.doubtful = False

    def hears(self, chances: Mapping[str, float]) -> str:
        """The language of the next window. ``chances``: of each language in this window alone.
        Afterwards ``doubtful`` says whether some of the window may be in another one."""
        if not self._belief and max(chances.values()) < SURE:
            self._belief = {self._look_around(): 1.0}
        weighed = self.weighed(chances)
        total = sum(weighed.values()) or 1.0
        self._belief = {language: weight / total for language, weight in weighed.items()}
        self.language = max(weighed, key=lambda one: weighed[one])
        others = [chance for language, chance in chances.items() if language != self.language]
        self.doubtful = max(others, default=0.0) >= BESIDE
        return self.language

    def weighed(self, chances: Mapping[str, float]) -> dict[str, float]:
        """``chances`` weighed by what was believed before; they do not add up to one."""
        return {
            language: chance * ((1 - SWITCH) * self._belief.get(language, 0.0) + SWITCH)
            for language, chance in chances.items()
        }

    def part(self, chances: Mapping[str, float]) -> str:
        """The language of a part of the last window, by its own chances; the one of the window
        unless another one is clearly more likely."""
        best = max(chances, key=lambda one: chances[one])
        return best if chances[best] >= 1 - BESIDE else self.language
