from pipelines.highlights.candidates import Candidate
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import prepare
from pipelines.highlights.passed_over import passed_over
from pipelines.highlights.score import Scored
from pipelines.highlights.spec import Product, Reason
from pipelines.media.time import Time
from tests.highlights.spoken import say

JAR = Product(id="FJ-800", name="Food jar 800 ml", aliases=("jar",))


def test_each_is_told_with_its_own_title() -> None:
    sentences = say("The MOQ is five hundred pieces.", "We do the leak test.", "It is very strong.")
    facts = find_facts(sentences, (JAR,))
    scene = prepare(Evidence(sentences[-1].end, sentences, facts, products=(JAR,)))
    reason = Reason(feature="facts", value=1, share=34, text="1 fact stated: MOQ")
    spans = [Candidate(Time(0), sentences[at - 1].end, 0, at) for at in (2, 2, 3)]
    explained = [
        (Scored(span, 40 - at, (reason,), "price_terms", "FJ-800", facts), f"Because {at}.")
        for at, span in enumerate(spans)
    ]
    made = passed_over(explained, scene, ["Food jar 800 ml: the MOQ is 500 pieces"])
    assert [one.title for one in made] == [
        "Food jar 800 ml: we do the leak test",
        "Food jar 800 ml: the MOQ is 500 pieces",  # nothing else was said there
        "Food jar 800 ml: it is very strong",
    ]
    assert [one.why for one in made] == ["Because 0.", "Because 1.", "Because 2."]
    assert [(one.start, one.end, one.score) for one in made] == [
        (one.candidate.start, one.candidate.end, one.score) for one, _ in explained
    ]
    assert made[0].reasons == (reason,)
    assert passed_over((), scene) == ()
