import pytest

from bench.highlights import Count, World, count, published
from bench.world.spec import Action, EditorCut, Product, Spoken, Timeline

CUTS = (
    EditorCut(category="price_terms", start=10, end=30, why="terms", product="a"),
    EditorCut(category="quality", start=50, end=70, why="papers"),
)


def world() -> World:
    timeline = Timeline(
        seed=1, duration=100, speakers=("hostess",), spoken=(), shots=(), facts=(), cuts=CUTS,
        dead_air=(),
        products=(
            Product(
                id="a", name="A", aliases=("a",), model="mug", colour="red", price_usd=1, moq=1
            ),
        ),
        actions=(Action(kind="hold", figure="hostess", start=10, end=30, product="a"),),
    )  # fmt: skip
    return World(timeline=timeline, loudness=(-30.0,) * 100)


@pytest.mark.parametrize(
    ("spans", "found", "f1", "off", "products"),
    [
        ([(10, 30), (50, 70)], 2, 1.0, (0, 0, 0, 0), (1, 1)),
        ([(12, 31), (80, 99)], 1, 0.5, (2, 1), (1, 1)),
        ([(52, 70)], 1, 2 / 3, (2, 0), (0, 1)),
        ([(0, 15)], 0, 0.0, (), (1, 1)),
        ([], 0, 0.0, (), (0, 1)),
    ],
    ids=["all", "one and a stranger", "one only", "too little of it", "none"],
)
def test_what_is_counted(
    spans: list[tuple[float, float]],
    found: int,
    f1: float,
    off: tuple[float, ...],
    products: tuple[int, int],
) -> None:
    counted = count(world(), spans)
    assert (counted.found, counted.cuts, counted.clips) == (found, 2, len(spans))
    assert counted.f1 == pytest.approx(f1)
    assert counted.off == pytest.approx(off)
    assert counted.products == products


def test_counts_add_up() -> None:
    one, other = count(world(), [(10, 30)]), count(world(), [(52, 70), (0, 5)])
    both = one + other
    assert (both.cuts, both.clips, both.found, both.first) == (4, 3, 2, (2, 3))
    assert both.f1 == pytest.approx(4 / 7)
    assert Count().f1 == 0


def test_the_published_way_cuts_around_the_loudest_second_where_a_sale_is_spoken_of() -> None:
    quiet = world().timeline
    said = Spoken(
        text="Our price and the MOQ", language="en", speaker="hostess", start=45, end=48, words=()
    )
    levels = tuple(-5.0 if at == 50 else -30.0 for at in range(100))
    spoken = quiet.model_copy(update={"spoken": (said,)})
    assert published(World(timeline=quiet, loudness=levels)) == []
    assert published(World(timeline=spoken, loudness=levels)) == [(27.5, 72.5)]
