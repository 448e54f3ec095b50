"""What can be wrong with the footage of a tour.

InputError
├── NothingToShow       no photo and no clip among what was given
├── UnsafeArchive       a zip that is damaged, encrypted, or unpacks to far too much
└── SceneMissing        a scene's folder does not hold a finished panorama
"""

from pipelines.errors import InputError


class NothingToShow(InputError):
    code = "tour_nothing_to_show"


class UnsafeArchive(InputError):
    code = "tour_unsafe_archive"


class SceneMissing(InputError):
    code = "tour_scene_missing"
