"""The headers of an embed: who may frame it, and what it may do there."""

from urllib.parse import urlsplit

from api.context import ApiContext
from api.headers import policy
from api.serve import presigner
from storage.catalog.models import Playback

_PERMISSIONS = (
    "fullscreen=*, autoplay=*, picture-in-picture=*, accelerometer=(self), gyroscope=(self), "
    "xr-spatial-tracking=(self), camera=(), microphone=(), geolocation=(), payment=()"
)


def frame_headers(ctx: ApiContext, playback: Playback) -> dict[str, str]:
    """For the response of `/embed/{playback}`; the playback's own sites may frame it."""
    sites = " ".join(["'self'", *playback.domains]) if playback.domains else "*"
    media = " ".join(filter(None, ["'self' blob:", media_origin(ctx)]))
    return {
        "Content-Security-Policy": policy(frame_ancestors=sites, media_src=media),
        # The framing site's origin is enough for its statistics; no path leaves.
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": _PERMISSIONS,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def media_origin(ctx: ApiContext) -> str:
    """Where the store's presigned links lead; empty when the API serves media itself."""
    store = presigner(ctx.store)
    if store is None:
        return ""
    link = urlsplit(store.presign_get("origin", expires=ctx.link_expiry))
    return f"{link.scheme}://{link.netloc}"
