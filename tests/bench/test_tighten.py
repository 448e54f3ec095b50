"""The talks of the bench: what is known of them is true, and nothing of them is clipped."""

import pytest

from bench.tighten import as_told, count, make
from pipelines.media.time import ZERO
from pipelines.shorts import levels
from pipelines.shorts.tighten import removals


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_talk(language):
    talk, again = make(language, 3), make(language, 3)
    assert talk.words == again.words and (talk.samples == again.samples).all()
    assert False in talk.wanted and talk.words[-1].end <= talk.span.end
    heard = levels.of_samples(talk.samples, ZERO)
    for words in (talk.words, as_told(talk, 1)):
        cuts = removals(words, talk.span, language=language, levels=heard)
        found = count(talk, cuts, talk.samples)
        assert found.clipped == 0 and found.gone >= 1 and found.saved > 2
        assert max(found.steps) < -35, "dB under the voice at every cut"
