"""The OpenAPI 3.1 document, and what all operations of it share."""

from http import HTTPStatus
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any

from flask import Blueprint, Response, current_app, json
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, Field

from api.auth import public
from api.errors import MEDIA_TYPE

blueprint = Blueprint("description", __name__)


class Problem(BaseModel):
    """RFC 9457 problem details; ``code`` is stable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    remedy: str | None = Field(None, description="what to do")


def _problem(what: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": what, "content": {MEDIA_TYPE: {"schema": schema}}}


SECURITY: dict[str, Any] = {
    "key": {"type": "http", "scheme": "bearer", "description": "an API key of a shop: tr_…"},
    "session": {"type": "apiKey", "in": "cookie", "name": "tradereel"},
}
RESPONSES: dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None] = {
    "401": _problem("No key, or a wrong one"),
    "403": _problem("The role does not allow it"),
    "404": _problem("No such record of this shop"),
    "422": _problem("The request cannot be done"),
    "503": _problem("The store or the database does not answer"),
}


def section(name: str, import_name: str, tag: str = "") -> APIBlueprint:
    """A blueprint whose routes stand in the document, with the errors that all of them share."""
    tags = [Tag(name=tag or name)]
    return APIBlueprint(name, import_name, abp_tags=tags, abp_responses=RESPONSES)


def version() -> str:
    """Of the installed package."""
    try:
        return installed("tradereel")
    except PackageNotFoundError:
        return "0"


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """The whole API as one document."""
    app = current_app
    if not isinstance(app, OpenAPI):
        raise TypeError("the application is made by api.app")
    found = dict(app.api_doc) | {"security": [{name: []} for name in SECURITY]}
    return Response(json.dumps(found), mimetype="application/json")
