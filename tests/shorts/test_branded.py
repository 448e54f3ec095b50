import pytest

from assets import shipped
from pipelines.shorts.brand.colour import contrast, rgb
from pipelines.shorts.branded import branded
from pipelines.shorts.style import load_style

STYLES = shipped("captions")
ACCENTS = ("#FFD84A", "#12355B", "#000000", "#FFFFFF", "#C8102E")


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_a_brand_colour_reads(name, accent):
    style = branded(load_style(name), accent)
    if style.highlight:
        assert style.highlight == accent
        assert contrast(rgb(style.active), rgb(style.highlight)) >= 4.5
    else:
        assert contrast(rgb(style.active), rgb(style.ground)) >= 7


def test_a_colour_that_reads_stays_as_it_is():
    assert branded(load_style("clean"), "#FFD84A").active == "#FFD84A"


@pytest.mark.parametrize("name", STYLES)
def test_the_spoken_language_is_smaller_and_calm(name):
    style = load_style(name)
    small = style.small()
    assert small.em < 0.7 * style.em and not small.lights and style.lights
    assert small.name != style.name
