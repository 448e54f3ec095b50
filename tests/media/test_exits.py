from pathlib import Path

import pytest

from pipelines.media import ffmpeg
from pipelines.media.errors import DamagedMedia

NOWHERE = ["-f", "null", "-"]


@pytest.mark.parametrize("kept", [0, 60, 2000], ids=["no-picture", "a-scrap", "half-a-picture"])
def test_media_of_which_nothing_decodes_are_damaged(tmp_path: Path, kept: int) -> None:
    """An index at the head of the file, and next to nothing of what it lists."""
    clip, scrap = tmp_path / "clip.mp4", tmp_path / "scrap.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=2", "-c:v", "libx264"]
    ffmpeg.run([*picture, "-movflags", "+faststart", str(clip)], write=[tmp_path])
    content = clip.read_bytes()
    scrap.write_bytes(content[: content.index(b"mdat") + 4 + kept])
    with pytest.raises(DamagedMedia, match="nothing in one of its tracks can be decoded") as told:
        ffmpeg.run([*ffmpeg.source(scrap), *NOWHERE], read=[scrap])
    assert told.value.remedy


@pytest.mark.shared
@pytest.mark.parametrize("name", ["zero_empty_stsc", "test_case_1185230"])
def test_hostile_indexes_are_damaged(shared: Path, name: str) -> None:
    file = shared / "hostile" / "mp4parse" / f"{name}.mp4"
    with pytest.raises(DamagedMedia, match="nothing in one of its tracks can be decoded"):
        ffmpeg.run([*ffmpeg.source(file), "-map", "0:v:0", *NOWHERE], read=[file])
