"""Lines, shapes and words of an SVG drawing whose places are metres of the hall's floor."""

from html import escape
from pathlib import Path

from bench.world.browser import CHROMIUM
from bench.world.spec import HALL

SCALE = 40.0
"""Units of the drawing a metre."""
LEFT, TOP, RIGHT, BOTTOM = 130.0, 150.0, 90.0, 210.0
WIDTH = LEFT + HALL[0] * SCALE + RIGHT
HEIGHT = TOP + HALL[2] * SCALE + BOTTOM
INK, SOFT, FAINT = "#1d2733", "#5d6a78", "#a9b3bd"
FONT = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

Mark = str | float | int


class Drawing:
    """Collects elements; ``x`` and ``y`` say where a metre lies on the sheet."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    @staticmethod
    def x(metres: float) -> float:
        return LEFT + (metres + HALL[0] / 2) * SCALE

    @staticmethod
    def y(metres: float) -> float:
        return TOP + (metres + HALL[2] / 2) * SCALE

    def add(self, name: str, inner: str = "", /, **marks: Mark) -> None:
        """An element; ``inner`` is markup, underscores in names become dashes."""
        self._parts.append(element(name, inner, **marks))

    def line(self, x1: float, y1: float, x2: float, y2: float, /, **marks: Mark) -> None:
        """Units of the sheet."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": INK, **marks})

    def text(self, words: str, x: float, y: float, size: float, /, **marks: Mark) -> None:
        usual: dict[str, Mark] = {"font_size": size, "fill": INK, "text_anchor": "middle"}
        self.add("text", escape(words), x=x, y=y, **(usual | marks))

    def floor(self, west: float, north: float, east: float, south: float, /, **marks: Mark) -> None:
        """A rectangle of the floor, in metres."""
        self.add(
            "rect",
            x=self.x(west),
            y=self.y(north),
            width=(east - west) * SCALE,
            height=(south - north) * SCALE,
            **marks,
        )

    def markup(self, title: str) -> str:
        """The whole file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
            f'width="{WIDTH:g}" height="{HEIGHT:g}" role="img" font-family="{FONT}">'
        )
        return "\n".join([head, element("title", escape(title)), *self._parts, "</svg>"]) + "\n"


def element(name: str, inner: str = "", /, **marks: Mark) -> str:
    written = "".join(
        f' {mark.replace("_", "-")}="{_plain(value)}"' for mark, value in marks.items()
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def rasterise(markup: str, out: Path, width: int) -> None:
    """Write a PNG of the drawing, ``width`` pixels wide, as a browser shows it."""
    from playwright.sync_api import sync_playwright  # only where a picture is wanted

    scale = width / WIDTH
    height = round(HEIGHT * scale)
    style = "<style>body{margin:0}svg{width:100vw;height:auto;display:block}</style>"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_content(style + markup)
        page.screenshot(path=out)
        browser.close()


def _plain(value: Mark) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"
