import pytest

from assets import asset
from bench.understanding import true_transcript
from bench.world.spec import Truth
from pipelines.highlights.candidates import Candidate, find_candidates
from pipelines.highlights.events import read_events
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.exchange import (
    POINTS,
    Reply,
    exchange_of,
    favour,
    find_exchanges,
    kinds_asked,
    question_title,
)
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import prepare
from pipelines.highlights.products import read_products
from pipelines.highlights.score import Scored, score_all
from pipelines.highlights.spec import Event, Exchange, FactKind, UnderstandSpec
from pipelines.media.time import ZERO, Time
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Sentence
from tests.highlights.spoken import say

BEFORE = ("Our bottle is made of steel, and it keeps warm.", "Look how nice the lid is.")
AFTER = ("Now let us go to the next table.", "The workshop is very large.")


def evidence(sentences: tuple[Sentence, ...], *events: Event) -> Evidence:
    facts = find_facts(sentences, ())
    return Evidence(sentences[-1].end, sentences, facts, events)


def comment(text: str, t: float = 3.0, kind: str = "comment") -> Event:
    return Event(t=Time.seconds(t), type=kind, text=text)


def found(sentences: tuple[Sentence, ...], *events: Event) -> tuple[Reply, ...]:
    known = evidence(sentences, *events)
    return find_exchanges(known, prepare(known).talks)


ANSWERED: dict[str, tuple[str, tuple[str, ...], int]] = {
    "read-out": (
        "is it safe for food? Ahmed",
        ("Ahmed asks, is it safe for food?", "Yes, it is FDA approved.", "We have the report."),
        2,
    ),
    "handed-over": (
        "what is the minimum order? Carlos, Kenya",
        ("Carlos from Kenya wants to know, what is the minimum order?",
         "Good question, our engineer will answer.", "The MOQ is three hundred pieces."),
        3,
    ),
    "in-other-words": (
        "MOQ?", ("Somebody asks about the minimum order.", "It is five hundred pieces."), 2
    ),
    "chinese": ("起订量多少？", ("有人问起订量是多少。", "我们的起订量是五百个。"), 2),
    "asked-in-english-answered-in-chinese": (
        "what is the MOQ? Ali", ("Ali 问起订量是多少。", "我们的起订量是五百个。"), 2
    ),
    "asked-in-spanish": (
        "¿Cuál es el plazo de entrega? Lucía",
        ("Lucía asks, how long is the lead time?", "The lead time is fifteen days."), 2,
    ),
    "not-read-out": ("how long is the warranty?", ("The warranty is two years for everybody.",), 1),
    "yes-alone": ("can you ship to Kenya?", ("Can we ship to Kenya?", "Yes, of course."), 2),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "said", "length"), ANSWERED.values(), ids=ANSWERED)
def test_an_answer_is_found_whole(asked: str, said: tuple[str, ...], length: int) -> None:
    (reply,) = found(say(*BEFORE, *said, *AFTER), comment(asked))
    assert (reply.first, reply.last) == (2, 2 + length)
    assert reply.exchange.text == asked
    assert reply.exchange.asked == Time.seconds(3)
    assert reply.exchange.asked < reply.exchange.start < reply.exchange.end


UNANSWERED: dict[str, tuple[Event, tuple[str, ...]]] = {
    "praise": (comment("good price!"), ("The price is two dollars fifty.",)),
    "praise-in-chinese": (comment("价格不错"), ("价格是五块八美金。",)),
    "something-else": (
        comment("is the audit from this year?"), ("The MOQ is five hundred pieces.",)
    ),
    "a-question-of-her-own": (
        comment("is it hot in Ningbo?"), ("Is everybody happy?", "The MOQ is ten pieces.")
    ),
    "half-of-what-was-asked": (
        comment("is that the best price?"), ("Our FOB price is four dollars forty.",)
    ),
    "another-service": (comment("可以印logo吗？"), ("颜色可以定，包装也可以定。",)),
    "too-late": (
        comment("what is the MOQ?"),
        (*("And this lid is very nice to look at, is it not, my dear friends." for _ in range(12)),
         "Somebody asks, what is the MOQ?", "It is five hundred pieces."),
    ),
    "asked-afterwards": (
        comment("what is the MOQ?", 60), ("Somebody asks, what is the MOQ?", "It is ten pieces.")
    ),
    "nobody-answers": (
        comment("what is the MOQ?"), ("Somebody asks, what is the MOQ?", *AFTER)
    ),
    "no-words": (comment(" "), ("Somebody asks, what is the MOQ?", "It is ten pieces.")),
    "an-order": (comment("what is the MOQ?", kind="order"), ("The MOQ is five hundred pieces.",)),
}  # fmt: skip


@pytest.mark.parametrize(("event", "said"), UNANSWERED.values(), ids=UNANSWERED)
def test_no_answer_is_invented(event: Event, said: tuple[str, ...]) -> None:
    assert found(say(*BEFORE, *said, *AFTER), event) == ()


def test_each_answer_belongs_to_one_question() -> None:
    said = ("Ana asks, what is the MOQ?", "The MOQ is five hundred pieces.",
            "Ali asks, is the sample free?", "Yes, the sample is free.")  # fmt: skip
    replies = found(
        say(*BEFORE, *said), comment("moq"), comment("is the sample free? Ali"),
        comment("what is the MOQ? Ana", 2.0), comment("what is the MOQ? Ana", 2.0),
    )  # fmt: skip
    assert [(one.first, one.last) for one in replies] == [(2, 4), (4, 6)]
    assert [one.exchange.text for one in replies] == [
        "what is the MOQ? Ana", "is the sample free? Ali",
    ]  # fmt: skip


def test_the_clip_begins_with_the_question_and_holds_the_answer() -> None:
    said = ("Ahmed asks, is it safe for food?", "Yes, it is FDA approved, and we send the report.")
    more = ("The steel is 304, inside and outside.", "You can drink from it every day for years.")
    known = evidence(say(*BEFORE, *said, *more, *AFTER), comment("is it safe for food? Ahmed"))
    scene = prepare(known)
    scored = score_all(scene, find_candidates(known, UnderstandSpec(shortest=Time.seconds(6))))
    (reply,) = find_exchanges(known, scene.talks)
    made = favour(scored, (reply,))
    (at,) = [at for at, (old, new) in enumerate(zip(scored, made, strict=True)) if old != new]
    one = made[at]
    assert (one.candidate.first, one.category) == (2, "question")
    assert one.candidate.last >= 4
    assert 0 < one.score - scored[at].score <= POINTS
    assert one.reasons[-1].text.startswith("answers a buyer's question") or any(
        reason.feature == "exchange" for reason in one.reasons
    )
    assert exchange_of(one, (reply,)) == reply.exchange
    elsewhere = next(one for one in made if one.candidate.first > 3)
    assert exchange_of(elsewhere, (reply,)) is None


def test_a_question_inside_counts_for_a_question_clip_only() -> None:
    exchange = Exchange(text="MOQ?", asked=ZERO, start=Time.seconds(9), end=Time.seconds(12))
    replies = (Reply(exchange, 3, 4, 5, 1.0),)
    span = Candidate(ZERO, Time.seconds(20), 1, 8)
    assert exchange_of(Scored(span, 1, (), "question", None, ()), replies) == exchange
    assert exchange_of(Scored(span, 1, (), "price_terms", None, ()), replies) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("is it safe for food? Ahmed", "Is it safe for food?"),
        ("起订量多少？ 王先生", "起订量多少？"),
        ("moq", "Moq"),
        ("MOQ? and is the sample free? Ana, Brazil", "MOQ? and is the sample free?"),
    ],
)
def test_the_title_is_the_question(text: str, title: str) -> None:
    assert question_title(Exchange(text=text, asked=ZERO, start=ZERO, end=ZERO)) == title


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("how much is it", {"price"}),
        ("¿Cuál es el pedido mínimo?", {"moq"}),
        ("какой срок поставки?", {"lead_time"}),
        ("样品怎么拿", {"sample"}),
        ("nice place", set()),
        ("price list", {"price"}),
    ],
)
def test_what_is_asked_for(text: str, kinds: set[FactKind]) -> None:
    assert kinds_asked(text) == kinds


def test_the_demo_livestream() -> None:
    """Every question that is read out there is found, with its whole answer, and nothing else."""
    film = Truth.load(asset("demo", "recording.truth.json")).timeline
    sentences = split_sentences(true_transcript(film))
    events = read_events(asset("demo", "events.jsonl"))
    products = read_products(asset("demo", "products.json"))
    known = Evidence(
        Time.seconds(film.duration), sentences, find_facts(sentences, products), events, products
    )
    replies = find_exchanges(known, prepare(known).talks)
    read = [one for one in film.spoken if "asks," in one.text or "to know," in one.text]
    assert len(read) >= 2
    assert [sentences[one.first].start.s for one in replies] == [one.start for one in read]
    assert all(one.exchange.asked < sentences[one.first].start for one in replies)
    answers = [film.spoken[film.spoken.index(one) + 1 :] for one in read]
    for reply, said in zip(replies, answers, strict=True):
        ends = [one.end for one in said[:2]]
        assert reply.exchange.end.s in ends
