"""The shop's brand: colours, logo, font, lower third, intro and outro of its clips."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, Literal

from flask import Response, request
from flask_openapi3.models import RawModel
from pydantic import Field
from werkzeug.exceptions import RequestEntityTooLarge

from api.auth import identity
from api.brand_files import (
    BrandFiles,
    font_name,
    key_of,
    logo_name,
    read_document,
    read_files,
    read_logo,
)
from api.context import context
from api.description import section
from api.errors import BadRequest, Missing, TooLarge
from api.reply import Shape, reply
from api.serve import content_type, serve
from api.spec import Style
from pipelines.shorts.spec import FONT_BYTES, LOGO_BYTES, Bookend, Brand, Colour
from storage.catalog import brands, shops
from storage.errors import Conflict

SETTLED = timedelta(hours=1)
"""An archive that nobody names is deleted once it is so old."""
_TRIES = 3
_BYTES = {"type": "string", "format": "binary"}

blueprint = section("brand", __name__)


class BrandChange(Shape):
    """All but the files, as in ``brand.json``; what is left out takes its default. Colours:
    ``#RRGGBB`` or ``#RRGGBBAA``. ``style``: of captions, in place of the jobs'. ``intro``,
    ``outro``: null for none."""

    name: str = Field("", max_length=80)
    primary: Colour = "#12355B"
    accent: Colour = "#FFD84A"
    text: Colour = "#FFFFFF"
    corner: Literal["top-left", "top-right"] = "top-left"
    style: Style | None = None
    lower_third: bool = True
    intro: Bookend | None = None
    outro: Bookend | None = None


class BrandOut(BrandChange):
    """``logo``: where its picture is, null for none; ``font``: whether there is one."""

    logo: str | None
    font: bool

    @classmethod
    def of(cls, brand: Brand) -> "BrandOut":
        values = brand.model_dump(exclude={"version", "logo", "font"})
        logo = f"{context().prefix}/shop/brand/logo" if brand.logo else None
        return cls.model_validate({**values, "logo": logo, "font": brand.font is not None})


class Logo(RawModel):
    """The bytes of the picture."""

    mimetypes = ["image/png", "image/jpeg", "image/webp", "application/octet-stream"]  # noqa: RUF012


class Font(RawModel):
    """The bytes of the font."""

    mimetypes = ["font/ttf", "font/otf", "application/octet-stream"]  # noqa: RUF012


PICTURE: dict[str, Any] = {
    "description": "The picture as it was uploaded",
    "content": {kind: {"schema": _BYTES} for kind in ("image/png", "image/jpeg", "image/webp")},
}
ARCHIVE: dict[str, Any] = {
    "description": "brand.json and its files",
    "content": {"application/zip": {"schema": _BYTES}},
}


@blueprint.get("/shop/brand", responses={200: BrandOut})
def show() -> Response:
    """The shop's brand; 404 where it has none."""
    return reply(BrandOut.of(read_document(context().store, _key())))


@blueprint.put("/shop/brand", responses={200: BrandOut})
def put(body: BrandChange) -> Response:
    """Set colours and texts; logo and font stay. Jobs that were made keep the brand they had."""

    def changed(files: BrandFiles) -> BrandFiles:
        kept = {"logo": files.brand.logo, "font": files.brand.font}
        return replace(files, brand=Brand.model_validate({**body.model_dump(), **kept}))

    return _changed(changed)


@blueprint.delete("/shop/brand", responses={204: None})
def remove() -> Response:
    """New jobs wear no brand; jobs that were made keep theirs."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.begin() as s:
        brands.replace(s, shop_id, brands.current(shops.get(s, shop_id)), None)
    return Response(status=204)


@blueprint.get("/shop/brand/logo", responses={200: PICTURE})
def show_logo() -> Response:
    """The logo."""
    found = read_logo(context().store, _key())
    if found is None:
        raise Missing("The brand has no logo.")
    response = Response(found[1], mimetype=content_type(found[0]))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.put("/shop/brand/logo", responses={200: BrandOut})
def put_logo(raw: Logo) -> Response:
    """A PNG, JPEG or WebP of at most 5 MB; told by content, never by name."""
    data = _body("logo", LOGO_BYTES)
    name = logo_name(data)
    return _changed(lambda files: _with(files, "logo", name, data))


@blueprint.delete("/shop/brand/logo", responses={200: BrandOut})
def remove_logo() -> Response:
    """The brand without its logo."""
    _key()
    return _changed(lambda files: _with(files, "logo", None, None))


@blueprint.put("/shop/brand/font", responses={200: BrandOut})
def put_font(raw: Font) -> Response:
    """One face as TTF or OTF, at most 30 MB; used for the characters that it has."""
    data = _body("font", FONT_BYTES)
    name = font_name(data)
    return _changed(lambda files: _with(files, "font", name, data))


@blueprint.delete("/shop/brand/font", responses={200: BrandOut})
def remove_font() -> Response:
    """The brand without its font."""
    _key()
    return _changed(lambda files: _with(files, "font", None, None))


@blueprint.get("/shop/brand/archive", responses={200: ARCHIVE})
def archive() -> Response:
    """The brand as a ZIP, as ``tradereel`` takes it on the command line."""
    key = _key()
    name = f"brand-{PurePosixPath(key).stem[:8]}.zip"
    return serve(context().store, key, name, cache="private, no-cache", filename=name)


def brand_of(key: str | None) -> BrandOut | None:
    """The brand under this key for a page; None for none."""
    return BrandOut.of(read_document(context().store, key)) if key else None


def has_logo(key: str | None) -> bool:
    """Whether the brand under this key, if any, has a logo."""
    return key is not None and read_document(context().store, key).logo is not None


def _key() -> str:
    """The key of the shop's archive; raises `Missing`."""
    with context().database.read() as s:
        key = brands.current(shops.get(s, identity().shop_id))
    if key is None:
        raise Missing("The shop has no brand.")
    return key


def _with(files: BrandFiles, what: str, name: str | None, data: bytes | None) -> BrandFiles:
    brand = files.brand.model_copy(update={what: name})
    return BrandFiles(brand, **{"logo": files.logo, "font": files.font, what: data})


def _body(what: str, most: int) -> bytes:
    """The request's bytes, within a limit of their own."""
    request.max_content_length = most
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        detail = f"A {what} may have {most >> 20} MB."
        raise TooLarge(detail, remedy="Upload a smaller file.") from error
    if not data:
        raise BadRequest(f"The request has no bytes of a {what}.", remedy="Send the file itself.")
    return data


def _changed(change: Callable[[BrandFiles], BrandFiles]) -> Response:
    """The shop's brand after a change of it; once more where another request was faster."""
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            return reply(BrandOut.of(_change(change)))
        except Conflict:
            if last:
                raise
    raise AssertionError("unreachable")


def _change(change: Callable[[BrandFiles], BrandFiles]) -> Brand:
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.read() as s:
        before = brands.current(shops.get(s, shop_id))
    files = change(read_files(ctx.store, before) if before else BrandFiles(Brand()))
    packed = files.packed()
    key = key_of(shop_id, packed)
    ctx.store.put_bytes(key, packed, content_type="application/zip")
    with ctx.database.begin() as s:
        brands.replace(s, shop_id, before, key)
        kept = brands.in_use(s, shop_id)
    # A job that is being made this very moment may name the one before.
    _sweep(shop_id, kept | ({before} if before else set()))
    return files.brand


def _sweep(shop_id: str, kept: set[str]) -> None:
    """Delete earlier brands that no job names."""
    store, settled = context().store, datetime.now(UTC) - SETTLED
    found = store.list(f"shops/{shop_id}/brand/")
    store.delete_many(
        [info.key for info in found if info.key not in kept and info.modified < settled]
    )
