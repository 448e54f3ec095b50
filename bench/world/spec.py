"""The world's words: camera, moment, timeline, truth (documents, no code).

Places are (x, y, z) in metres: x to the east, y up from the floor, z to the south, the origin in
the middle of the hall's floor. Angles are degrees: yaw 0 looks north (to -z) and grows to the
right, pitch grows upwards, roll grows clockwise as the camera's holder sees it. Times are seconds.
"""

from typing import Any, Literal

from pydantic import Field

from pipelines.document import Document
from pipelines.highlights.spec import Category, FactKind

Point = tuple[float, float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the frame, cut at its edges."""

HALL = (36.0, 6.5, 20.0)
"""East-west, height, north-south."""
EYES = 1.6
"""Height of a held camera over the floor."""


class Camera(Document):
    """``fov``: across the width of a perspective picture before distortion; across the circle of
    each fisheye (equidistant; a pair lies side by side, the second looks backwards). ``k1``,
    ``k2``: radial distortion of a perspective picture, ``r' = r (1 + k1 r² + k2 r⁴)`` with ``r``
    in focal lengths. ``exposure``: EV stops, positive is brighter. ``shutter``: seconds that one
    frame is open; ``yaw_rate``/``pitch_rate``: degrees per second while it is (motion blur)."""

    projection: Literal["perspective", "fisheye", "dual-fisheye", "equirectangular"] = "perspective"
    width: int = 1280
    height: int = 720
    position: Point = (0.0, EYES, 0.0)
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    fov: float = 65.0
    k1: float = 0.0
    k2: float = 0.0
    exposure: float = 0.0
    shutter: float = 0.0
    yaw_rate: float = 0.0
    pitch_rate: float = 0.0


class Figure(Document):
    """A person at one moment. ``place``: (x, z); ``heading``: the yaw she faces; ``stride``: steps
    walked so far (its fraction moves the legs), ``pace``: 0 stands, 1 walks; ``mouth``: 0 shut,
    1 open; ``left``, ``right``: where the hands are, (right, up, forward) in metres from the point
    between her shoulders, None hangs down; ``left_holds``, ``right_holds``: a product's id or
    ``phone``; ``turn``: the held thing turned about its own upright, degrees, ``tilt``: leaned
    towards the viewer."""

    name: str
    place: tuple[float, float]
    heading: float
    stride: float = 0.0
    pace: float = 0.0
    head_yaw: float = 0.0
    head_pitch: float = 0.0
    mouth: float = 0.0
    blink: float = 0.0
    left: Point | None = None
    right: Point | None = None
    left_holds: str | None = None
    right_holds: str | None = None
    turn: float = 0.0
    tilt: float = 0.0


class Prop(Document):
    """A product that nobody holds: ``position`` of the middle of its foot, ``yaw``/``pitch``/
    ``roll`` of its upright."""

    product: str
    position: Point
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


class Moment(Document):
    """All that one frame shows. ``t`` moves machines, conveyor and workers; ``subject``: the name
    of the thing that the frame is about (see `Stage.render` for the names)."""

    t: float
    camera: Camera
    figures: tuple[Figure, ...] = ()
    props: tuple[Prop, ...] = ()
    subject: str | None = None


class Station(Document):
    """A place worth a panorama. ``place``: (x, z) of the tour camera; ``host``: where the hostess
    stands when she shows it; ``facing``: yaw from ``place`` to what is shown."""

    name: str
    title: str
    place: tuple[float, float]
    host: tuple[float, float]
    facing: float


STATIONS = (
    Station(name="machining", title="Machining", place=(-12.0, -0.5), host=(-11.3, -2.8), facing=0),
    Station(name="assembly", title="Assembly line", place=(0.0, -1.5), host=(0.7, -3.8), facing=0),
    Station(name="testing", title="Test bench", place=(12.0, -1.0), host=(12.6, -3.2), facing=0),
    Station(name="packing", title="Packing", place=(11.0, 3.0), host=(11.5, 5.2), facing=180),
    Station(name="samples", title="Sample room", place=(0.0, 3.0), host=(-0.6, 5.3), facing=180),
    Station(name="office", title="Certificates", place=(-12.5, 3.0), host=(-13.2, 5.3), facing=180),
)
"""Scenery keeps the aisle (|z| < 1) and a metre around every place and host free."""

ShotKind = Literal[
    "wide", "host", "chat", "close", "drop", "walk", "machine", "certificates", "switching"
]


class Product(Document):
    """``model``: the name of its shape in the scene; ``colour``: CSS colour of its body."""

    id: str
    name: str
    aliases: tuple[str, ...]
    model: Literal["bottle", "mug", "jar", "stove", "lantern", "kettle"]
    colour: str
    price_usd: float
    moq: int


class Voice(Document):
    """``name``: a flite voice (slt, rms …) or an espeak-ng voice with its variant (en-us+f3,
    cmn+f2); ``speed`` and ``pitch`` are factors of the voice's own."""

    engine: Literal["flite", "espeak"]
    name: str
    speed: float = 1.0
    pitch: float = 1.0


class Phrase(Document):
    """A sentence to be spoken. ``words``: what is written and how it is said (``FOB``, ``F O B``);
    the written ones carry their spaces and punctuation, joined they are the sentence. Chinese has
    one word a character, punctuation stays with the character before it."""

    language: Literal["en", "zh"]
    words: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The sentence as it is written."""
        return "".join(written for written, _ in self.words)


class Word(Document):
    text: str
    start: float
    end: float


class Spoken(Document):
    """A sentence with the exact times of its words (their texts carry spaces and punctuation as
    in the transcript: joined they are ``text``)."""

    text: str
    language: Literal["en", "zh"]
    speaker: str
    start: float
    end: float
    words: tuple[Word, ...]


class Shot(Document):
    """What is on screen between two cuts. ``to``: the station that a walk ends at."""

    kind: ShotKind
    station: str
    start: float
    end: float
    product: str | None = None
    to: str | None = None


class Action(Document):
    """Something a person does with her body. ``drop``: the product hits the floor at ``end``."""

    kind: Literal["hold", "drop", "walk", "point", "read_chat", "wave", "pick_up"]
    figure: str
    start: float
    end: float
    product: str | None = None


class KnownFact(Document):
    """``value`` has the keys that `pipelines.highlights` finds, normalised."""

    kind: FactKind
    value: dict[str, Any]
    start: float
    end: float
    words: str
    product: str | None = None


class EditorCut(Document):
    """A span that an editor would publish, and why."""

    category: Category
    start: float
    end: float
    why: str
    product: str | None = None


class Timeline(Document):
    """A livestream before it is filmed."""

    seed: int
    duration: float
    products: tuple[Product, ...]
    speakers: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    shots: tuple[Shot, ...]
    actions: tuple[Action, ...]
    facts: tuple[KnownFact, ...]
    cuts: tuple[EditorCut, ...]
    dead_air: tuple[tuple[float, float], ...]
    impact: float | None = None
    music: tuple[tuple[float, float], ...] = ()


class Subject(Document):
    """What one frame is about and where it is; ``box`` is None where it is out of the picture."""

    t: float
    name: str
    box: Box | None


class Truth(Document):
    """All that is known of one recording (``recording.truth.json``). ``subjects``: of every frame
    that has one."""

    timeline: Timeline
    width: int
    height: int
    fps: float
    subjects: tuple[Subject, ...] = Field(())


class View(Document):
    """One still or one frame: when it was taken and by what camera."""

    file: str
    t: float
    camera: Camera


class Footage(Document):
    """The truth of one set of tour footage. ``sphere``: the true equirectangular picture or film
    beside it, None where it is not kept."""

    kind: Literal["photos", "pan", "rig", "dual-fisheye", "walk", "equirect"]
    station: str | None
    seed: int
    views: tuple[View, ...]
    sphere: str | None = None
    offsets: dict[str, float] = Field({}, description="seconds each camera's clock is ahead")
