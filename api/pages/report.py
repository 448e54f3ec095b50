"""The report of a job, with the covers and clips that it names by relative addresses; and those of
the scenes of a tour."""

from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from api.auth import identity
from api.context import context
from api.embed import media_origin
from api.errors import Missing
from api.headers import policy
from api.pages.blueprint import blueprint
from api.serve import content_type, presigner, serve
from storage.catalog import jobs, stages

PAGE = "report.html"
_LINK = timedelta(minutes=15)


@blueprint.get("/studio/jobs/<job_id>/files/<path:name>")
def job_file(job_id: str, name: str) -> AnyResponse:
    """One output of a job, to be looked at; videos of a presigning store come from there."""
    ctx = context()
    with ctx.database.read() as s:
        key = stages.outputs(s, jobs.get(s, identity().shop_id, job_id).id).get(name)
    if key is None:
        raise Missing("There is no such file.")
    store = presigner(ctx.store)
    if store is not None and content_type(name).startswith("video/"):
        return redirect(store.presign_get(key, expires=_LINK), 302)
    response = serve(ctx.store, key, name, cache="private, no-cache")
    return _as_page(response) if PurePosixPath(name).name == PAGE else response


def _as_page(response: Response) -> Response:
    """A report is one file with its own script and style; it may reach nothing but our media."""
    media = " ".join(filter(None, ["'self'", media_origin(context())]))
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = policy(
        default_src="'none'",
        script_src="'unsafe-inline'",
        style_src="'unsafe-inline'",
        img_src="'self' data:",
        media_src=media,
        font_src="'none'",
        connect_src="'none'",
    )
    return response


def job_address(job_id: str, name: str = PAGE) -> str:
    """Where one output of a job is looked at."""
    return f"{context().prefix}/studio/jobs/{quote(job_id)}/files/{quote(name)}"
