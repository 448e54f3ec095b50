"""What was said, what contradicts itself, languages of buyers and the shop's settings."""

import re
from typing import Any

import pytest

from storage.catalog import clips, contradictions, facts, jobs, keys, recordings, shops
from storage.catalog.contradictions import Pair
from storage.catalog.models import Role
from storage.catalog.stages import NewStage
from tests.pages.conftest import NASTY, Studio


def row(start: float, words: str = "two fifty", confidence: float = 0.9) -> dict[str, Any]:
    at = int(start * 1_000_000)
    said = {"text": "USD 2.50 a piece", "words": words, "confidence": confidence}
    return {"kind": "price", "product": "VB-500", "value": {}, "start_us": at, "end_us": at} | said


@pytest.fixture
def told(studio: Studio) -> str:
    """Two prices in the studio's recording, and one in another: returns its id."""
    with studio.database.begin() as s:
        other = recordings.create(
            s,
            shop_id=studio.shop,
            kind="livestream",
            name="Evening <b>",
            key="k",
            size=1,
            content_type="video/mp4",
        )
        late = jobs.create(
            s,
            shop_id=studio.shop,
            recording_id=other.id,
            pipeline="livestream",
            spec={},
            first=[NewStage("ingest")],
        )
        here = facts.replace(
            s, jobs.get(s, studio.shop, studio.job), [row(61.5, NASTY), row(3723, confidence=0.3)]
        )
        there = facts.replace(s, late, [row(44)])
        assert here and there
        pairs = [Pair("price", "VB-500", "?", here[0].id, there[0].id)]
        contradictions.add(s, studio.shop, pairs)
        return other.id


def page_of(studio: Studio, recording: str, key: str = "") -> str:
    answer = studio.signed_in(key).get(f"/studio/recordings/{recording}")
    assert answer.status_code == 200
    return answer.text


def test_each_fact_leads_to_its_moment(studio: Studio, told: str) -> None:
    page = page_of(studio, studio.recording)
    assert re.findall(r'href="#t=([0-9.]+)">([0-9:]+)<', page.split("facttable")[1]) == [
        ("61.5", "1:02"),
        ("3723.0", "1:02:03"),
    ]
    assert "USD 2.50 a piece" in page
    assert "not sure" in page
    assert "2 facts" in page
    assert NASTY not in page


def test_a_contradiction_leads_to_both_moments(studio: Studio, told: str) -> None:
    here, there = page_of(studio, studio.recording), page_of(studio, told)
    for page in (here, there):
        assert "1 thing said two ways" in page
        assert page.count("<q>") >= 2
    assert f'href="/studio/recordings/{told}#t=44.0">0:44 in Evening &lt;b&gt;' in here
    assert f'href="/studio/recordings/{studio.recording}#t=61.5"' in there
    assert 'href="#t=44.0"' in there


def test_without_contradictions_nobody_is_warned(studio: Studio) -> None:
    page = page_of(studio, studio.recording)
    assert "said two ways" not in page
    assert "What was said" not in page


def test_subtitles_are_offered_language_by_language(studio: Studio) -> None:
    names = ("9x16.mp4", "cover.jpg", "en.vtt", "en.srt", "ar.vtt", "ar.srt")
    with studio.database.begin() as s:
        (clip,) = clips.list(s, studio.shop)
        clip.objects = dict.fromkeys(names, "k")
    page = page_of(studio, studio.recording)
    assert "Subtitles in 2 languages" in page
    for name in names[2:]:
        assert f"/clips/{clip.id}/download/{name}" in page
    for html in (page, studio.stranger.get(f"/embed/{studio.clip_playback}").text):
        assert 'srclang="ar" label="العربية"' in html
        assert "media-captions-menu-button" in html


def test_settings_show_what_the_shop_has_set(studio: Studio) -> None:
    with studio.database.begin() as s:
        chosen = {"languages": ["ar", "en"], "shorts": 7, "ratio": ["1:1"], "model": "my-own"}
        shops.set_defaults(s, studio.shop, chosen)
    page = studio.client.get("/studio/settings").text
    assert re.findall(r'value="([a-z]{2})" checked', page) == ["ar", "en"], "in their order"
    assert re.findall(r'value="([0-9:]+)" checked', page) == ["1:1"]
    assert 'value="7"' in page
    assert "<option selected>my-own" in page
    home = studio.client.get("/").text
    assert re.findall(r'<bdi lang="([a-z]{2})">', home) == ["ar", "en"]
    again = page_of(studio, studio.recording)
    assert re.findall(r'value="([a-z]{2})" checked', again) == ["ar", "en"], "a new job begins so"


def test_marketing_sees_the_settings_but_cannot_save(studio: Studio) -> None:
    with studio.database.begin() as s:
        key = keys.create(s, studio.shop, Role.MARKETING)[1]
    page = studio.signed_in(key).get("/studio/settings").text
    assert "inert" in page
    assert "Save" not in page
