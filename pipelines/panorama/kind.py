"""What the inputs are: told by what is in them, never by their names."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media.errors import MediaError
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.equirect import stereo_of, wraps
from pipelines.panorama.errors import (
    KindNotSupported,
    TooFewInputs,
    UnreadablePicture,
)
from pipelines.panorama.given import WIDE, list_files, put_aside
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.marks import clip_marks
from pipelines.panorama.shapes import (
    LOOK,
    looks_dual_fisheye,
    looks_fisheye,
    side_by_side,
    sphere_of,
)
from pipelines.panorama.spec import Kind

if TYPE_CHECKING:
    from pipelines.panorama.film.tracks import Tracks

LOOKS = 5
"""Pictures of a clip that are looked at."""
BEGINNING = Time.seconds(5)
BLANK = 4.0
CALLED: dict[Kind, str] = {
    "photos": "photos made turning on the spot", "pan": "a panning clip",
    "rig": "pictures of a rig's cameras", "dual-fisheye": "what a dual fisheye camera made",
    "equirect": "a finished 360 picture",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Footage:
    """``kind`` is never auto; ``why``: a sentence for the report; ``probe``: of a clip;
    ``tracks``: where a clip's lenses are stored apart (``probe`` is then of both together). Two
    pictures of a dual fisheye camera are one of each lens; ``aside``: by name, why a file that was
    given is none of ``files``."""

    kind: Kind
    files: tuple[Path, ...]
    why: str
    probe: Probe | None = None
    tracks: "Tracks | None" = None
    aside: Mapping[str, str] = field(default_factory=dict)


def find_kind(inputs: Sequence[Path], asked: Kind) -> Footage:
    """What to stitch and how. Raises typed errors for nothing and for mixtures."""
    files = list_files(inputs)
    clips = {file: found for file in files if (found := _clip(file)) is not None}
    if asked in ("auto", "dual-fisheye") and (pair := _pair_footage(files, clips)):
        return pair
    if asked == "auto" and len(clips) == len(files) > 1:
        if wrong := _films_of_spheres(clips):
            raise wrong
        return _rig_footage(files)
    if asked == "rig":
        return _rig_footage(files)
    aside: dict[str, str] = {}
    if asked in ("auto", "photos"):
        files, aside = put_aside(files, clips)
    if len(files) > 1 and not clips.keys().isdisjoint(files):
        raise KindNotSupported(
            "A clip and other files cannot be stitched into one panorama.",
            remedy="Give the clip alone or the photos alone.",
        )
    if files[0] in clips:
        return _clip_footage(files[0], clips[files[0]], asked)
    return replace(_picture_footage(files, asked), aside=aside)


def pair_up(files: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Clips and pictures of one fisheye lens each, in their order: in twos where two are those of
    one camera, the others alone. Of several that would do the one that is most nearly as long is
    taken. Raises as `find_kind` does."""
    left = list(files)
    clips = {file: found for file in files if (found := _clip(file)) is not None}
    long = {file: clips[file].duration.s if file in clips else 0.0 for file in files}
    made: list[tuple[Path, ...]] = []
    while left:
        first = left.pop(0)
        likely = sorted(left, key=lambda other: abs(long[other] - long[first]))
        mate = next((other for other in likely if _pair_footage((first, other), clips)), None)
        made.append((first,) if mate is None else (first, mate))
        left = [file for file in left if file != mate]
    return made


def look_at(file: Path, found: Probe) -> tuple[Kind, str]:
    """What a clip is, by what it says and else by several of its pictures, and why.

    Raises `KindNotSupported` for a clip of one fisheye lens.
    """
    video = found.video
    assert video is not None
    if clip_marks(file).sphere:
        return "equirect", f"{file.name} says that it is an equirectangular film."
    pictures = looks_of(file, found)
    if _mostly(looks_dual_fisheye(picture) for picture in pictures):
        return "dual-fisheye", f"{file.name} shows two circles: taken as a dual fisheye film."
    if _mostly(stereo_of(picture) != "" for picture in pictures):
        return "equirect", f"{file.name} shows a sphere twice, once for each eye."
    flat = not 1.95 < video.width / video.height < 2.05
    if _mostly(wraps(picture, strict=flat) for picture in pictures) and not _same(pictures):
        return "equirect", f"{file.name}: its edges meet, so it is taken as equirectangular."
    if _mostly(looks_fisheye(picture) for picture in pictures):
        raise _one_lens(file.name)
    return "pan", f"{file.name} is a clip whose edges do not meet: taken as a panning clip."


def looks_of(
    file: Path, found: Probe, long_side: int = LOOK, tracks: "Tracks | None" = None
) -> list[Picture8]:
    """A few pictures of a clip, spread over it, at most ``long_side`` pixels long; ``tracks``: of
    the lenses that are stored apart. What is damaged is passed over. Raises `UnreadablePicture` for
    a clip in which nothing can be decoded."""
    pictures: list[Picture8] = []
    read = partial(_pictures, file, found, tracks, long_side)
    for number in range(LOOKS):
        moment = found.start + Time(round(found.duration.us * (number + 0.5) / LOOKS))
        pictures += read(moment, moment + Time.seconds(0.1), 10)[:1]
    if not pictures:
        # Streams that were cut anywhere cannot be entered in their middle.
        end = found.start + min(found.duration, BEGINNING)
        pictures = read(found.start, end, 1)[:LOOKS]
    if not pictures:
        raise UnreadablePicture(
            f"{file.name} shows nothing that can be decoded.", remedy="Give a whole clip."
        )
    return pictures


def _pictures(
    file: Path, found: Probe, tracks: "Tracks | None", side: int, start: Time, end: Time, fps: int
) -> list[Picture8]:
    from pipelines.media.frames import read_frames, undamaged  # only where there is a clip

    video = found.video
    assert video is not None
    scale = min(1.0, side / max(video.width, video.height))
    width, height = (max(2, round(long * scale / 2) * 2) for long in (video.width, video.height))
    if tracks is not None:
        frames = tracks.read_frames(width=width, height=height, fps=fps, start=start, end=end)
    else:
        read = partial(read_frames, file, width=width, height=height, rotation=video.rotation)
        frames = (picture for _, picture in read(fps=fps, start=start, end=end))
    return list(undamaged(frames))


def _mostly(said: Iterable[bool]) -> bool:
    answers = list(said)
    return 2 * sum(answers) > len(answers)


def _same(pictures: Sequence[Picture8]) -> bool:
    """Whether all are blank: nothing can be told of where blank edges belong."""
    return max(float(picture.std()) for picture in pictures) < BLANK


def _one_lens(name: str) -> KindNotSupported:
    return KindNotSupported(
        f"{name} shows the circle of one fisheye lens, which sees half of a sphere at most.",
        remedy="Give it with the file of the camera's other lens and nothing else, or one of both.",
    )


def _clip(file: Path) -> Probe | None:
    """The probe of a clip that moves; None for a picture. Raises `UnreadablePicture`."""
    try:
        load_photo(file)
    except UnreadablePicture as not_a_picture:
        from pipelines.media.probe import probe  # PyAV, only where there may be a clip

        with suppress(MediaError):
            found = probe(file)
            if found.video is not None:
                return found
        raise not_a_picture from None
    return None


def _pair_footage(files: Sequence[Path], clips: Mapping[Path, Probe]) -> Footage | None:
    """Two clips or two pictures that are those of both lenses of one camera."""
    if len(files) != 2 or len(set(files) & clips.keys()) == 1:
        return None
    if files[0] not in clips:
        return _pair_of_photos(files[0], files[1])
    from pipelines.panorama.film.tracks import tracks_of  # PyAV, only where there is a clip

    # The one that has sound comes first: that is where a film's sound is taken from.
    first, second = sorted(files, key=lambda file: not clips[file].audio)
    tracks = tracks_of((first, clips[first]), (second, clips[second]))
    if tracks is None:
        return None
    both = tracks.seen_in(clips[first])
    if not _shows_circles(first, both, tracks):
        return None
    return Footage("dual-fisheye", (first, second), _pair_why(first, second), both, tracks)


def _pair_of_photos(first: Path, second: Path) -> Footage | None:
    photos = [load_photo(file) for file in (first, second)]
    if len({(photo.width, photo.height) for photo in photos}) > 1:
        return None
    if not looks_dual_fisheye(side_by_side(*(photo.read(LOOK) for photo in photos))):
        return None
    return Footage("dual-fisheye", (first, second), _pair_why(first, second))


def _pair_why(first: Path, second: Path) -> str:
    return (
        f"{first.name} and {second.name} show the circle of one fisheye lens each: taken as both "
        "lenses of one camera."
    )


def _shows_circles(file: Path, found: Probe, tracks: "Tracks") -> bool:
    return _mostly(map(looks_dual_fisheye, looks_of(file, found, tracks=tracks)))


def _rig_footage(files: tuple[Path, ...]) -> Footage:
    if len(files) < 2:
        raise TooFewInputs(
            f"{files[0].name} alone is no rig of cameras.",
            remedy="Give one photo or clip of each camera.",
        )
    why = f"{len(files)} cameras: one picture of each at the same moment was stitched."
    return Footage("rig", files, why)


def _clip_footage(file: Path, found: Probe, asked: Kind) -> Footage:
    from pipelines.panorama.film.tracks import tracks_in  # PyAV, only where there is a clip

    tracks = tracks_in(file, found)
    if tracks is not None and asked in ("auto", "dual-fisheye"):
        both = tracks.seen_in(found)
        if asked == "dual-fisheye" or _shows_circles(file, both, tracks):
            why = f"{file.name} holds a track of each of two fisheye lenses: taken as dual fisheye."
            return Footage("dual-fisheye", (file,), why, both, tracks)
    if asked == "auto":
        kind, why = look_at(file, found)
        return Footage(kind, (file,), why, found)
    if asked in ("pan", "equirect", "dual-fisheye"):
        return Footage(asked, (file,), f"{file.name} was taken as {CALLED[asked]}.", found)
    raise KindNotSupported(
        f"{file.name} is a clip, but {asked} was asked for.",
        remedy="Use --kind auto, or give pictures.",
    )


def _films_of_spheres(clips: Mapping[Path, Probe]) -> KindNotSupported | None:
    """What is wrong with several clips of which each is a sphere by itself."""
    kinds = {_clip_footage(file, found, "auto").kind for file, found in clips.items()}
    if kinds <= {"equirect", "dual-fisheye"}:
        return KindNotSupported(
            f"{len(clips)} films were given of which each shows a whole sphere; they are no rig.",
            remedy="Give one at a time (join the parts of one recording first).",
        )
    return None


def _picture_footage(files: tuple[Path, ...], asked: Kind) -> Footage:
    if asked == "pan":
        raise KindNotSupported(
            "No clip was given, but pan was asked for.", remedy="Use --kind photos or auto."
        )
    if asked == "auto":
        asked, why = _guess(files)
    else:
        why = f"Taken as {CALLED[asked]}."
    if asked in ("equirect", "dual-fisheye") and len(files) > 1:
        raise _several_spheres(files)
    return Footage(asked, files, why)


def _several_spheres(files: tuple[Path, ...]) -> KindNotSupported:
    return KindNotSupported(
        f"{len(files)} pictures were given as one panorama, but each is a whole 360 picture.",
        remedy="Give one at a time, or have a tour made of all of them: tradereel tour.",
    )


def _guess(files: tuple[Path, ...]) -> tuple[Kind, str]:
    if len(files) > 1:
        with suppress(UnreadablePicture):  # which is left out later
            if all(sphere_of(load_photo(file)) for file in files):
                raise _several_spheres(files)
        return "photos", f"{len(files)} pictures: taken as photos made turning on the spot."
    photo = load_photo(files[0])
    if photo.width > WIDE * photo.height:
        raise TooFewInputs(
            f"{photo.name} is a wide picture that a camera stitched itself, and does not say how "
            "many degrees it shows.",
            remedy="Give the single photos, or a clip of the turn.",
        )
    if sphere := sphere_of(photo):
        return sphere
    if looks_fisheye(photo.read(LOOK)):
        raise _one_lens(photo.name)
    raise TooFewInputs(
        f"One picture alone ({photo.name}) is no panorama, and it is not a 2:1 360 picture.",
        remedy="Give photos that overlap by a third, or pass --kind equirect if it is a sphere.",
    )
