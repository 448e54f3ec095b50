"""The brand on the settings page: who may change it, and what it shows."""

import pytest
from flask.testing import FlaskClient

from storage.catalog import keys
from storage.catalog.models import Role
from tests.pages.conftest import NASTY, Studio


def put(studio: Studio, **fields: object) -> None:
    client = studio.stranger
    headers = {"Authorization": f"Bearer {studio.key}"}
    assert client.put("/shop/brand", json=fields, headers=headers).status_code == 200


def settings(client: FlaskClient) -> str:
    answer = client.get("/studio/settings")
    assert answer.status_code == 200
    return answer.text


def test_without_a_brand_the_form_begins_with_defaults(studio: Studio) -> None:
    page = settings(studio.client)
    assert 'name="primary" value="#12355B"' in page and 'data-brand="/shop/brand"' in page
    assert "/shop/brand/archive" in page and "data-archive hidden" in page
    assert page.count("data-remove hidden") == 2


def test_the_brand_is_shown(studio: Studio) -> None:
    put(studio, name="Harbor", primary="#0E5C63", corner="top-right", style="bold",
        outro={"seconds": 1.7, "text": "联系我们"}, lower_third=False)  # fmt: skip
    page = settings(studio.client)
    for expected in (
        'value="Harbor"',
        'value="#0e5c63"',
        '<option value="top-right" selected>',
        "<option selected>bold",
        'name="outro.seconds" min="1" max="2" step="any" placeholder="none" value="1.7"',
        'value="联系我们"',
        'name="lower_third">',
        "--brand-primary: #0E5C63",
    ):
        assert expected in page, expected
    assert "data-archive hidden" not in page


@pytest.mark.parametrize("field", ["name", "text"])
def test_what_people_write_is_escaped(studio: Studio, field: str) -> None:
    put(studio, **({"name": NASTY} if field == "name" else {"intro": {"text": NASTY}}))
    page = settings(studio.client)
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page


def test_marketing_looks_only(studio: Studio) -> None:
    put(studio, name="Harbor")
    with studio.database.begin() as s:
        key = keys.create(s, studio.shop, Role.MARKETING)[1]
    page = settings(studio.signed_in(key))
    assert "Harbor" in page and "Save brand" not in page and page.count(" inert>") == 2


def test_another_shop_sees_nothing_of_it(studio: Studio) -> None:
    put(studio, name="Harbor")
    assert "Harbor" not in settings(studio.signed_in(studio.another_shop("Others")))
