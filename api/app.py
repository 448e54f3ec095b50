"""The application: everything it uses is handed in, nothing is kept in modules."""

from datetime import timedelta

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from api import (
    auth,
    brand,
    clips,
    context,
    cuttings,
    description,
    downloads,
    embed,
    errors,
    facts,
    headers,
    health,
    jobs,
    live,
    pack,
    pages,
    plans,
    play,
    playbacks,
    recordings,
    session,
    shop,
    surroundings,
    timelines,
    tours,
    uploads,
)
from api.context import ApiContext
from api.tus.protocol import allow_method_override

JSON_LIMIT = 2**20
"""Bytes of any body but an upload's."""


def create_app(ctx: ApiContext) -> OpenAPI:
    """The WSGI application over this catalog and store."""
    app = OpenAPI(
        __name__,
        info=Info(title="Tradereel", version=description.version()),
        security_schemes=description.SECURITY,
        validation_error_callback=errors.invalid,
        validation_error_model=description.Problem,
        doc_ui=False,
    )
    app.extensions[context.EXTENSION] = ctx
    _configure(app, ctx)
    errors.install(app)
    headers.install(app, embed.media_origin(ctx))
    auth.install(app)
    live.install(app, ctx.streams)
    edited = (clips, plans, cuttings, surroundings, timelines, pack)
    for documented in (
        *(uploads, recordings, jobs, live, *edited, facts, tours, playbacks, shop, brand, health),
    ):
        app.register_api(documented.blueprint)
    for plain in (downloads, pages, play, session, description):
        app.register_blueprint(plain.blueprint)
    overridden = allow_method_override(app.wsgi_app, f"{uploads.ROUTE}/")
    app.wsgi_app = overridden  # type: ignore[method-assign,assignment]
    return app


def _configure(app: OpenAPI, ctx: ApiContext) -> None:
    app.config.update(
        SECRET_KEY=ctx.secret_key,
        MAX_CONTENT_LENGTH=JSON_LIMIT,
        SESSION_COOKIE_NAME="tradereel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=ctx.secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
