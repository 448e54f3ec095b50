"""A shop's brand over HTTP: what is taken, kept, shown and handed to jobs."""

import io
import os
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipelines.shorts.brand import load_kit
from pipelines.shorts.errors import BadBrand
from pipelines.shorts.spec import Brand
from storage.catalog import brands, shops
from tests.api.test_jobs_api import order, record

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf")
PLAIN = {
    "name": "", "primary": "#12355B", "accent": "#FFD84A", "text": "#FFFFFF", "corner": "top-left",
    "style": None, "lower_third": True, "intro": None, "outro": None, "logo": None, "font": False,
}  # fmt: skip


def drawn(
    kind: str = "PNG", size: tuple[int, int] = (300, 100), ground: Any = (0, 0, 0, 0)
) -> bytes:
    image = Image.new("RGBA", size, ground)
    ImageDraw.Draw(image).ellipse((4, 4, size[0] // 2, size[1] - 4), fill="#0E5C63")
    out = io.BytesIO()
    (image.convert("RGB") if kind in ("JPEG", "BMP") else image).save(out, kind)
    return out.getvalue()


def even(size: tuple[int, int], colour: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def put(server: Any, key: str, what: str, data: bytes) -> Any:
    return server.call("PUT", f"/shop/brand/{what}", key, data=data)


def key_of(server: Any, shop: Any) -> str | None:
    with server.database.read() as s:
        return brands.current(shops.get(s, shop.id))


def test_colours_and_texts(server: Any, shop: Any) -> None:
    assert server.call("GET", "/shop/brand", shop.seller).status_code == 404
    body = {"name": "Harbor", "primary": "#0E5C63", "outro": {"seconds": 1.6, "text": "联系我们"}}
    made = server.call("PUT", "/shop/brand", shop.seller, json=body)
    assert (made.status_code, made.json()) == (200, PLAIN | body)
    assert server.call("GET", "/shop/brand", shop.marketing).json() == PLAIN | body
    other = server.call("PUT", "/shop/brand", shop.admin, json={"corner": "top-right"})
    assert other.json() == PLAIN | {"corner": "top-right"}, "what is left out takes its default"
    assert server.call("GET", "/shop", shop.seller).json()["defaults"]["model"] is None
    assert server.call("GET", "/shop/brand", server.shop().seller).status_code == 404


def test_files_stay_when_colours_change(server: Any, shop: Any) -> None:
    logo, font = drawn("WEBP"), FONT.read_bytes()
    assert put(server, shop.seller, "logo", logo).json() == PLAIN | {"logo": "/shop/brand/logo"}
    assert put(server, shop.seller, "font", font).json()["font"] is True
    made = server.call("PUT", "/shop/brand", shop.seller, json={"accent": "#FFFFFF80"}).json()
    assert made == PLAIN | {"accent": "#FFFFFF80", "logo": "/shop/brand/logo", "font": True}
    shown = server.call("GET", "/shop/brand/logo", shop.marketing)
    assert (shown.content, shown.headers["Content-Type"]) == (logo, "image/webp")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert server.call("DELETE", "/shop/brand/logo", shop.seller).json()["logo"] is None
    assert server.call("GET", "/shop/brand/logo", shop.seller).status_code == 404
    assert server.call("DELETE", "/shop/brand/font", shop.seller).json()["font"] is False


def test_the_archive_is_what_the_worker_reads(server: Any, shop: Any, tmp_path: Path) -> None:
    logo = drawn("JPEG", ground="#FFFFFF")
    put(server, shop.seller, "logo", logo)
    put(server, shop.seller, "font", FONT.read_bytes())
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "港口", "style": "bold"})
    answer = server.call("GET", "/shop/brand/archive", shop.marketing)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "brand.zip").write_bytes(answer.content)
    kit = load_kit(tmp_path / "brand.zip")
    assert kit.brand == Brand(name="港口", style="bold", logo="logo.jpg", font="font.ttf")
    assert (kit.logo, kit.font) == (logo, FONT.read_bytes())
    key = key_of(server, shop)
    assert key and b"".join(server.store.open(key)) == answer.content


def half() -> bytes:
    data = drawn()
    return data[: len(data) // 2]


def without_a_table() -> bytes:
    return FONT.read_bytes().replace(b"OS/2", b"OS/9", 1)


def cut_font() -> bytes:
    return FONT.read_bytes()[:20_000]


REFUSED: dict[str, tuple[str, bytes, int, str]] = {
    "no bytes": ("logo", b"", 400, "no bytes"),
    "a drawing": ("logo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "no whole PNG"),
    "a page": ("logo", b"<html><script>alert(1)</script>", 422, "no whole PNG"),
    "a BMP": ("logo", drawn("BMP"), 422, "no whole PNG"),
    "half a PNG": ("logo", half(), 422, "no whole PNG"),
    "a dot": ("logo", even((8, 8), (9, 9, 9, 255)), 422, "8 × 8"),
    "a wall": ("logo", even((5000, 500), (9, 9, 9, 255)), 422, "5000 × 500"),
    "a strip": ("logo", even((900, 40), (9, 9, 9, 255)), 422, "strip"),
    "clear": ("logo", even((99, 99), (0, 0, 0, 0)), 422, "transparent"),
    "even": ("logo", even((99, 99), (9, 9, 9, 255)), 422, "even"),
    "heavy": ("logo", bytes(6 << 20), 413, "5 MB"),
    "a heavy font": ("font", bytes(31 << 20), 413, "30 MB"),
    "a web font": ("font", b"wOFF" + bytes(99), 422, "neither TTF nor OTF"),
    "a collection": ("font", b"ttcf" + FONT.read_bytes()[4:], 422, "neither TTF nor OTF"),
    "half a font": ("font", cut_font(), 422, "cannot be read"),
    "no table": ("font", without_a_table(), 422, "OS/2"),
    "many tables": ("font", b"\x00\x01\x00\x00" + struct.pack(">H", 65535), 422, "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("what", "data", "status", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(
    server: Any, shop: Any, what: str, data: bytes, status: int, told: str
) -> None:
    answer = put(server, shop.seller, what, data)
    problem = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert told in problem["detail"] and problem["remedy"]
    assert key_of(server, shop) is None, "nothing was kept"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"primary": "red"}, id="a colour's name"),
        pytest.param({"style": "../x"}, id="a style that is not shipped"),
        pytest.param({"intro": {"seconds": 30}}, id="a long intro"),
        pytest.param({"outro": {"text": "x" * 81}}, id="a long text"),
        pytest.param({"logo": "logo.png"}, id="a file's name"),
        pytest.param({"corner": "middle"}, id="no corner"),
    ],
)
def test_documents_are_checked(server: Any, shop: Any, body: Any) -> None:
    answer = server.call("PUT", "/shop/brand", shop.seller, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", ""), ("DELETE", ""), ("PUT", "/logo"), ("DELETE", "/logo"), ("PUT", "/font")],
)
def test_marketing_changes_nothing(server: Any, shop: Any, method: str, path: str) -> None:
    more = {"data": drawn()} if path else {"json": {}}
    answer = server.call(method, f"/shop/brand{path}", shop.marketing, **more)
    assert answer.status_code == 403


def test_jobs_keep_the_brand_that_they_were_made_with(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    bare = order(server, shop, recording, {}).json()
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "One"})
    one = key_of(server, shop)
    first = order(server, shop, recording, {}, **{"Idempotency-Key": "a"}).json()
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "Two"})
    two = key_of(server, shop)
    again = order(server, shop, recording, {}, **{"Idempotency-Key": "a"}).json()
    second = order(server, shop, recording, {}).json()
    tour = order(server, shop, record(server, shop, media, "tour"), {}).json()
    assert server.call("DELETE", "/shop/brand", shop.seller).status_code == 204
    assert server.call("DELETE", "/shop/brand", shop.seller).status_code == 204
    third = order(server, shop, recording, {}).json()
    specs = [each["spec"].get("brand") for each in (bare, first, again, second, tour, third)]
    assert specs == [None, one, one, two, None, None] and one != two
    for key in (one, two):
        with zipfile.ZipFile(io.BytesIO(b"".join(server.store.open(key)))) as archive:
            assert archive.namelist() == ["brand.json"]
    for job in (bare, first, second, tour, third):
        server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)


def test_a_request_cannot_name_a_brand(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    foreign = {"brand": "shops/other/brand/x.zip"}
    assert order(server, shop, recording, foreign).status_code == 422
    answer = server.call("PATCH", "/shop", shop.seller, json={"defaults": foreign})
    assert answer.status_code == 422


def test_defaults_and_brand_do_not_disturb_each_other(server: Any, shop: Any) -> None:
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "One"})
    server.call("PATCH", "/shop", shop.seller, json={"defaults": {"shorts": 4}})
    assert server.call("GET", "/shop/brand", shop.seller).json()["name"] == "One"
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "Two"})
    assert server.call("GET", "/shop", shop.seller).json()["defaults"]["shorts"] == 4


def test_the_same_brand_is_one_object(server: Any, shop: Any) -> None:
    for name in ("One", "Two", "One"):
        server.call("PUT", "/shop/brand", shop.seller, json={"name": name})
    assert len(list(server.store.list(f"shops/{shop.id}/brand/"))) == 2


def age(server: Any, key: str, hours: float = 2) -> None:
    """Make an object of the local store look older."""
    (path,) = server.folder.rglob(Path(key).name)
    os.utime(path, (time.time() - 3600 * hours,) * 2)


def test_archives_that_nobody_names_go_in_time(server: Any, shop: Any, media: Any) -> None:
    keys = []
    for name in ("of a job", "forgotten", "young", "last", "now"):
        for key in keys[:2]:
            if key in {info.key for info in server.store.list("shops/")}:
                age(server, key)
        server.call("PUT", "/shop/brand", shop.seller, json={"name": name})
        keys.append(str(key_of(server, shop)))
        if name == "of a job":
            job = order(server, shop, record(server, shop, media), {}).json()
    left = {info.key for info in server.store.list(f"shops/{shop.id}/brand/")}
    assert left == {keys[0], *keys[2:]}
    server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)


ODD_LOGOS = {
    "a palette": Image.new("P", (200, 90), 3),
    "grey": Image.linear_gradient("L").resize((200, 90)),
    "half clear": Image.new("RGBA", (200, 90), (20, 90, 90, 120)),
    "two colours": Image.merge("RGB", [Image.linear_gradient("L").resize((99, 99))] * 3),
    "nearly even": Image.linear_gradient("L").resize((99, 99)).point(lambda v: 100 + v // 5),
}


@pytest.mark.parametrize("image", ODD_LOGOS.values(), ids=ODD_LOGOS.keys())
def test_what_is_taken_can_be_drawn(
    server: Any, shop: Any, image: Image.Image, tmp_path: Path
) -> None:
    out = io.BytesIO()
    image.save(out, "PNG")
    answer = put(server, shop.seller, "logo", out.getvalue())
    if answer.status_code == 200:
        path = tmp_path / "brand.zip"
        path.write_bytes(server.call("GET", "/shop/brand/archive", shop.seller).content)
        assert load_kit(path).mark is not None
    else:
        (tmp_path / "logo.png").write_bytes(out.getvalue())
        (tmp_path / "brand.json").write_text('{"logo": "logo.png"}')
        assert answer.status_code == 422
        with pytest.raises(BadBrand):
            load_kit(tmp_path)


def test_a_tour_is_given_the_brand_whose_logo_covers_its_floor(
    server: Any, shop: Any, media: Any
) -> None:
    recording = record(server, shop, media, "tour")
    asked = {"floor": "logo", "floor_size": 50, "all": True}
    refused = order(server, shop, recording, asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "unusable")
    assert "logo" in refused.json()["detail"] and "brand" in refused.json()["remedy"]
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "Harbor"})
    assert order(server, shop, recording, asked).status_code == 422, "a brand without a logo"
    server.call("PUT", "/shop/brand/logo", shop.seller, data=drawn())
    key = {"Idempotency-Key": "once"}
    job = order(server, shop, recording, asked, **key).json()
    assert job["spec"] == {**asked, "brand": key_of(server, shop)}
    server.call("PUT", "/shop/brand", shop.seller, json={"name": "Other"})
    assert order(server, shop, recording, asked, **key).json()["id"] == job["id"]
    filled = order(server, shop, recording, {"floor": "fill"}).json()
    assert filled["spec"] == {"floor": "fill"}, "no logo, no brand"
    for made in (job, filled):
        server.call("POST", f"/jobs/{made['id']}/cancel", shop.seller)
