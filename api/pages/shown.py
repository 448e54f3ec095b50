"""Clips and tours as the templates want them."""

from collections.abc import Sequence
from typing import Any

from api import languages
from api.context import context
from api.pages import wording
from api.pages.report import job_address
from pipelines.media.time import Time
from pipelines.tours.spec import REPORTS, TourReport
from storage.catalog.models import Clip, Playback, Tour

LABELS = {".mp4": "Video", ".jpg": "Cover"}
SUBTITLES = (".vtt", ".srt")
TIMELINES = {
    "Premiere": "xml",
    "Resolve, Final Cut": "fcpxml",
    "OpenTimelineIO": "otio",
    "EDL": "edl",
}


def play(handle: str, name: str, revision: int | None = None) -> str:
    """Where the bytes of a published thing are; ``handle``: a playback id, maybe with a token;
    ``revision``: of a clip, so that a browser keeps no file of an earlier one."""
    edit = f"?edit={revision}" if revision else ""
    return f"{context().prefix}/play/{handle}/{name}{edit}" if handle and name else ""


def embed_address(playback: Playback | None) -> str:
    return f"{context().public_url.rstrip('/')}/embed/{playback.id}" if playback else ""


def clip(row: Clip, playback: Playback | None, handle: str = "") -> dict[str, Any]:
    """A clip with the addresses of its files; the first rendition is the one that plays."""
    handle = handle or (playback.id if playback else "")
    names = sorted(row.objects)
    videos = [name for name in names if name.endswith(".mp4")]
    main = "9x16.mp4" if "9x16.mp4" in videos else next(iter(videos), "")
    return {
        "id": row.id,
        "title": row.title,
        "category": wording.CATEGORIES.get(row.category, row.category),
        "score": row.score,
        "start": wording.clock(Time(row.start_us)),
        "end": wording.clock(Time(row.end_us)),
        "reasons": [r for r in row.reasons if r.get("share", 0) > 0],
        "most": max((float(r.get("share", 0)) for r in row.reasons), default=1.0) or 1.0,
        "facts": [wording.fact(each) for each in row.facts],
        "video": play(handle, main, row.revision),
        "cover": play(handle, "cover.jpg", row.revision) if row.objects else "",
        "tracks": [
            {
                "language": name.removesuffix(".vtt"),
                "name": languages.name(name.removesuffix(".vtt")),
                "url": play(handle, name, row.revision),
            }
            for name in names
            if name.endswith(".vtt")
        ],
        "files": [_file(row, name) for name in names if _offered(name)],
        "timelines": [_timeline(row, *each) for each in TIMELINES.items()] if row.objects else [],
        "subtitles": _subtitles(row, names),
        "code": _code(playback, row.title, "9 / 16", "360px"),
    }


def tour(row: Tour, playback: Playback | None, handle: str = "") -> dict[str, Any]:
    handle = handle or (playback.id if playback else "")
    scenes = row.manifest.get("scenes") or [{}]
    return {
        "id": row.id,
        "title": row.title,
        "manifest": play(handle, "tour.json"),
        "still": play(handle, str(scenes[0].get("preview", ""))),
        "embed": embed_address(playback),
        "code": _code(playback, row.title, "16 / 9", "100%"),
    }


def scenes(row: Tour) -> list[dict[str, Any]]:
    """How each scene of a tour was made, for its seller; empty where nothing tells."""
    key, store = row.objects.get(REPORTS), context().store
    if key is None:
        return []
    told = TourReport.model_validate_json(b"".join(store.open(key))).scenes
    return [
        {
            **scene.model_dump(include={"title", "used", "given", "unused", "reshoot", "notes"}),
            "span": "full circle" if scene.closed else f"{scene.span:.0f}° of the circle",
            "closed": scene.closed,
            "still": job_address(row.job_id, scene.still),
            "report": job_address(row.job_id, scene.page),
        }
        for scene in told
    ]


def linked_data(row: Clip, playback: Playback) -> dict[str, Any]:
    """The clip as schema.org's VideoObject."""
    base = context().public_url.rstrip("/")
    return {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": row.title,
        "thumbnailUrl": f"{base}/play/{playback.id}/cover.jpg",
        "uploadDate": row.created.isoformat(),
        "duration": f"PT{Time(row.end_us - row.start_us).s:.0f}S",
        "embedUrl": embed_address(playback),
    }


def _offered(name: str) -> bool:
    return any(name.endswith(suffix) for suffix in LABELS)


def _file(row: Clip, name: str) -> dict[str, str]:
    stem, dot, suffix = name.rpartition(".")
    label = LABELS[dot + suffix]
    told = "" if stem == "cover" else f" {stem.replace('x', ':')}"
    return {
        "label": label + told,
        "url": _download(row, name),
    }


def _timeline(row: Clip, label: str, kind: str) -> dict[str, str]:
    return {"label": label, "url": f"{context().prefix}/clips/{row.id}/timeline.{kind}"}


def _subtitles(row: Clip, names: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each language, with the formats that there are."""
    found: dict[str, list[dict[str, str]]] = {}
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        if dot + suffix in SUBTITLES:
            link = {"label": suffix.upper(), "url": _download(row, name)}
            found.setdefault(stem, []).append(link)
    return [{"name": languages.name(code), "files": files} for code, files in found.items()]


def _download(row: Clip, name: str) -> str:
    return f"{context().prefix}/clips/{row.id}/download/{name}"


def _code(playback: Playback | None, title: str, ratio: str, width: str) -> str:
    quoted = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{embed_address(playback)}" title="{quoted}" loading="lazy" '
        f'allow="fullscreen; gyroscope; accelerometer; xr-spatial-tracking" '
        f'style="border:0;width:{width};aspect-ratio:{ratio}"></iframe>'
    )
