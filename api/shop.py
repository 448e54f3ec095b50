"""The shop itself, and what it sets for its new jobs."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from api.auth import identity
from api.context import context
from api.description import section
from api.reply import Shape, reply
from api.spec import Buyers, Model, Preset, Ratios, Shorts, Style
from pipelines.shorts.spec import CaptionMode
from storage.catalog import brands, shops
from storage.catalog.models import Shop

blueprint = section("shop", __name__)


class Defaults(Shape):
    """What a new livestream job takes where its request says nothing; null: the service's own.

    See the fields of the same names of a job's spec.
    """

    model: Model | None = None
    languages: Buyers | None = None
    captions: CaptionMode | None = None
    style: Style | None = None
    ratio: Ratios | None = None
    preset: Preset | None = None
    bilingual: bool | None = None
    tighten: bool | None = None
    denoise: bool | None = None
    shorts: Shorts | None = None


class ShopOut(Shape):
    """``used_bytes``: held by recordings and promised to uploads, out of ``quota_bytes``."""

    id: str
    name: str
    quota_bytes: int
    used_bytes: int
    defaults: Defaults

    @classmethod
    def of(cls, shop: Shop) -> "ShopOut":
        return cls(
            id=shop.id,
            name=shop.name,
            quota_bytes=shop.quota_bytes,
            used_bytes=shop.reserved_bytes,
            defaults=Defaults.model_validate(
                {k: v for k, v in (shop.defaults or {}).items() if k != brands.FIELD}
            ),
        )


class ShopChange(Shape):
    """Only the defaults that are named change; null takes one back."""

    defaults: Defaults = Defaults()


@blueprint.get("/shop", responses={200: ShopOut})
def show() -> Response:
    """The shop that the key belongs to."""
    with context().database.read() as s:
        return reply(ShopOut.of(shops.get(s, identity().shop_id)))


@blueprint.patch("/shop", responses={200: ShopOut})
def change(body: ShopChange) -> Response:
    """Set defaults of new jobs; jobs that were made keep theirs."""
    named = body.defaults.model_dump(mode="json", exclude_unset=True)
    with context().database.begin() as s:
        shop = shops.set_defaults(s, identity().shop_id, named)
    return reply(ShopOut.of(shop))


def completed(shop: Shop, pipeline: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A job's spec: what was asked, the shop's defaults for the rest, and the brand it has now;
    of a tour the brand alone, where its logo is asked for."""
    if pipeline == "livestream":
        return {**(shop.defaults or {}), **asked}
    brand = brands.current(shop) if asked.get("floor") == "logo" else None
    return {**asked, **({brands.FIELD: brand} if brand else {})}


def agrees(spec: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Whether a job of this spec may have come from this request, whatever the defaults were."""
    rest = spec.keys() - asked.keys() - {brands.FIELD}
    return asked.items() <= spec.items() and rest <= Defaults.model_fields.keys()
