from pathlib import Path

import pytest

from pipelines.highlights.errors import EventsUnreadable, ProductsUnreadable
from pipelines.highlights.events import read_events
from pipelines.highlights.products import find_product, read_products
from pipelines.highlights.spec import Product


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_events_are_read_by_time_and_keep_their_keys(tmp_path: Path) -> None:
    comment = '{"t": 2.5, "type": "comment", "text": "几天？"}'
    text = '{"t": 9, "type": "order", "sku": "A1"}\n\n' + comment + "\n"
    first, second = read_events(write(tmp_path, "e.jsonl", text))
    assert (first.t.s, first.text) == (2.5, "几天？")
    assert second.model_extra == {"sku": "A1"}


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    assert len(read_events(write(tmp_path, "e", '\ufeff{"t": 1, "type": "like"}'))) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"t": 1, "type": "a"}\n{"t": "soon", "type": "b"}', "line 2: t"),
        ('{"type": "a"}', "line 1: t"),
        ("[1, 2]", "line 1"),
        ("t,type\n1,comment", "line 1"),
        ('{"t": NaN, "type": "a"}', "line 1"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_unusable_events_name_the_line(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(EventsUnreadable, match=told) as caught:
        read_events(write(tmp_path, "e.jsonl", text))
    assert caught.value.remedy


def test_events_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(EventsUnreadable):
        read_events(tmp_path / "none")


BOTTLE = Product(id="b1", name="Steel bottle", aliases=("保温杯", "tumbler"))


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "b1", "name": "Steel bottle", "aliases": ["保温杯", "tumbler"]}]',
        '{"products": [{"id": "b1", "name": "Steel bottle", "aliases": ["保温杯", "tumbler"]}]}',
        "id,name,aliases\nb1,Steel bottle,保温杯; tumbler\n",
        "\ufeffAliases,ID,Name\n保温杯|tumbler,b1,Steel bottle\n",
    ],
    ids=["json list", "json object", "csv", "csv in another order"],
)
def test_products(tmp_path: Path, text: str) -> None:
    assert read_products(write(tmp_path, "p", text)) == (BOTTLE,)


def test_products_without_ids_take_their_row(tmp_path: Path) -> None:
    products = read_products(write(tmp_path, "p.csv", "name,price\nLamp,3\nChair,4\n"))
    assert [(one.id, one.name) for one in products] == [("1", "Lamp"), ("2", "Chair")]
    assert products[0].model_extra == {"price": "3"}


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a"}]',
        "{not json",
        '{"a": 1}',
        "sku,price\n1,2\n",
        "",
        b"\xff\xff",
        '[{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]',
        "[" * 100_000,
    ],
    ids=["no name", "no json", "no list", "no name column", "empty", "binary", "twins", "nested"],
)
def test_unusable_products(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(ProductsUnreadable) as caught:
        read_products(write(tmp_path, "p", text))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Look at these steel  bottles!", "b1"),
        ("这个保温杯很好", "b1"),
        ("a big tumbler lid", "lid"),
        ("tumblerish", None),
        ("a bottle of steel", None),
    ],
)
def test_find_product(text: str, found: str | None) -> None:
    lid = Product(id="lid", name="tumbler lid")
    assert find_product(text, (BOTTLE, lid)) == found
