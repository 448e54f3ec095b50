"""A first look at every picture: its points, a thumbnail, how sharp and bright it is."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import UnreadablePicture
from pipelines.panorama.features import (
    MANY,
    MOST,
    MOST_OF_MANY,
    THREADS,
    THUMBNAIL,
    Features,
    find_features,
    small_picture,
)
from pipelines.panorama.inputs import Photo, enough, shrink
from pipelines.panorama.looks import Look, look_at
from pipelines.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Surveyed:
    """``features``: one for each of ``photos``; the others by name; ``unread``: why a picture that
    was given is not among them."""

    photos: tuple[Photo, ...]
    features: tuple[Features, ...]
    thumbnails: dict[str, Picture8]
    looks: dict[str, Look]
    unread: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    features: Features
    thumbnail: Picture8
    look: Look


def survey(given: Sequence[Photo], progress: Progress = silent) -> Surveyed:
    """Every picture decoded once, no larger than needed; broken ones are left out.

    Raises `UnreadablePicture` when fewer than two can be decoded.
    """
    most = MOST if len(given) < MANY else MOST_OF_MANY

    def see(photo: Photo) -> _Seen | UnreadablePicture:
        try:
            small = small_picture(photo)
        except UnreadablePicture as error:
            return error
        return _Seen(find_features(small, most), shrink(small, THUMBNAIL), look_at(small))

    seen: dict[Photo, _Seen] = {}
    broken: dict[Photo, UnreadablePicture] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for index, found in enumerate(pool.map(see, given)):
                if isinstance(found, UnreadablePicture):
                    broken[given[index]] = found
                else:
                    seen[given[index]] = found
                progress((index + 1) / len(given), f"looking for points in {given[index].name}")
        finally:
            pool.shutdown(cancel_futures=True)
    enough(len(seen), next(iter(broken.values()), None))
    return Surveyed(
        tuple(seen),
        tuple(each.features for each in seen.values()),
        {photo.name: each.thumbnail for photo, each in seen.items()},
        {photo.name: each.look for photo, each in seen.items()},
        {photo.name: error.message for photo, error in broken.items()},
    )
