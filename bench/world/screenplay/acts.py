"""The acts of a film, each a few shots with a reason to be watched, or to be cut away."""

from collections.abc import Callable

from bench.world.screenplay.offer import Offer
from bench.world.screenplay.writer import Writer

Act = Callable[[Writer, Offer], None]

LIDS = ("bottle", "mug", "jar")
"""Models that can be filled, closed and turned over."""
SWITCHING = (4.0, 7.5)


def opening(writer: Writer, offer: Offer) -> None:
    """Time is lost with the sound before anything begins."""
    writer.film("wide")
    writer.say("check", 2, rest=1.2)
    writer.say("fix", rest=2.6)
    writer.say("fixed", rest=0.8)
    writer.film("host", offer)
    writer.say("greeting", gesture="wave")
    writer.say("today", 2, row=True)


def camera_change(writer: Writer, offer: Offer, to: str) -> None:
    """Nobody speaks while the camera is carried to another station."""
    writer.film("host", offer)
    writer.say("wait")
    writer.switch(round(float(writer.random.uniform(*SWITCHING)), 1))
    writer.station = to
    writer.film("host", offer)
    writer.say("back")


def capacity(writer: Writer, offer: Offer) -> None:
    """The line runs, and what it makes."""
    with writer.cut("factory", "The machines run while the capacity is told"):
        writer.film("machine", offer)
        writer.say("machining", gesture="point")
        writer.say("machining", 2)
        writer.say("output")
        writer.say("capacity")


def assembly(writer: Writer, offer: Offer) -> None:
    """How the product is put together."""
    with writer.cut("factory", "Hands and belt at work, from parts to the checked piece"):
        writer.film("machine", offer)
        writer.say("assembly", gesture="point")
        writer.say("assembly", 2)
        writer.film("host", offer)
        writer.say("assembly")
        writer.say("output")


def presentation(writer: Writer, offer: Offer) -> None:
    """A product from its name to its terms."""
    name = offer.product.aliases[0]
    with writer.cut("price_terms", f"The {name} with price, minimum order and lead time",
                    offer.product.id):  # fmt: skip
        writer.film("close", offer, shows=True, holds=True)
        writer.say("product")
        writer.say("material")
        writer.say("feature")
        writer.say("price")
        writer.say("breaks")
        writer.film("host", offer, holds=True)
        writer.say("moq")
        writer.say("lead")
    writer.say("sample" if offer.free_sample else "sample_fee")
    writer.say("payment")


def introduction(writer: Writer, offer: Offer) -> None:
    """A product, how it is used, and its price."""
    name = offer.product.aliases[0]
    with writer.cut("product_demo", f"What the {name} can do, and what it costs",
                    offer.product.id):  # fmt: skip
        writer.film("close", offer, shows=True, holds=True)
        writer.say("product")
        writer.say("feature", 2)
        writer.film("host", offer, holds=True)
        writer.say("price")
        writer.say("moq")


def customisation(writer: Writer, offer: Offer) -> None:
    """The buyer's own logo and colour."""
    name = offer.product.aliases[0]
    with writer.cut("customisation", f"Your own logo and colour on the {name}", offer.product.id):
        writer.film("close", offer, shows=True, holds=True)
        writer.say("product")
        writer.say("custom", 2)
        writer.film("host", offer, holds=True)
        writer.say("custom")
        writer.say("lead")


def bargain(writer: Writer, offer: Offer) -> None:
    """A discount that ends soon."""
    name = offer.product.aliases[0]
    with writer.cut("offer", f"A discount on the {name} that ends soon", offer.product.id):
        writer.film("close", offer, shows=True, holds=True)
        writer.say("product")
        writer.say("price")
        writer.film("host", offer, holds=True)
        writer.say("discount")
        writer.say("order")


def drop_test(writer: Writer, offer: Offer) -> None:
    """It falls on the floor and is whole."""
    name = offer.product.aliases[0]
    with writer.cut("product_demo", f"The {name} is dropped on the floor and stays whole",
                    offer.product.id):  # fmt: skip
        writer.film("host", offer, holds=True)
        writer.say("drop", 3, row=True)
        writer.film("drop", offer, shows=True, holds=True)
        writer.say("fall", gesture="drop", rest=1.7)
        writer.film("close", offer, shows=True, holds=True)
        writer.say("survived", 3)


def leak_test(writer: Writer, offer: Offer) -> None:
    """It is turned over and stays dry."""
    name = offer.product.aliases[0]
    with writer.cut("quality", f"The {name} is turned over and not a drop comes out",
                    offer.product.id):  # fmt: skip
        writer.film("host", offer, holds=True)
        writer.say("leak", 2, row=True)
        writer.film("close", offer, shows=True, holds=True)
        writer.say("turned", 2, row=True, rest=1.0)
        writer.say("dry", 2)


def certificates(writer: Writer, offer: Offer) -> None:
    """The wall of papers."""
    with writer.cut("quality", "The certificates, each with the paper that proves it"):
        writer.film("certificates", offer)
        writer.say("office", gesture="point")
        writer.say("certificates", 3)
        writer.film("host", offer)
        writer.say("warranty")


QUESTIONS = ("logo", "moq", "lead", "sample", "sending", "certificate", "food", "warranty",
             "payment", "credit")  # fmt: skip


def chat(writer: Writer, offer: Offer, count: int = 2) -> None:
    """Questions are read out; the engineer answers, or she does."""
    writer.film("chat", offer)
    writer.say("open_chat")
    denied = () if offer.free_sample else ("sample",)
    topics = [one for one in QUESTIONS if one not in denied and writer.can(f"ask_{one}")]
    asked = sorted(
        writer.random.permutation(topics).tolist(),
        key=lambda topic: sum(line.topic == f"ask_{topic}" for line in writer.lines),
    )[:count]
    with writer.cut("question", f"Buyers ask about {' and '.join(asked)}, and get answers"):
        for at, topic in enumerate(asked):
            writer.film("chat", offer)
            writer.say(f"ask_{topic}", gesture="read_chat")
            writer.film("host", offer)
            _answer(writer, topic, by_engineer=at % 2 == 0)
            if at < count - 1:
                writer.say("thank")


def _answer(writer: Writer, topic: str, *, by_engineer: bool) -> None:
    if by_engineer:
        writer.say("handover")
    writer.say(f"answer_{topic}", speaker="engineer" if by_engineer else "hostess")


def engineer(writer: Writer, offer: Offer) -> None:
    """Somebody who knows says how it is tested."""
    writer.film("host", offer)
    writer.say("engineer", 3, row=True, speaker="engineer")
    writer.film("machine", offer)
    writer.say("testing", gesture="point")


def shipping(writer: Writer, offer: Offer) -> None:
    """How the goods leave."""
    with writer.cut("factory", "How it is packed and from where it sails", offer.product.id):
        writer.film("machine", offer)
        writer.say("packing", gesture="point")
        writer.say("carton")
        writer.film("host", offer)
        writer.say("port")
        writer.say("lead")
        writer.say("packing")


def small_talk(writer: Writer, offer: Offer) -> None:
    """Nothing that anybody would publish."""
    writer.film("host", offer)
    writer.say("chatter", 2)
    writer.film("wide", offer)
    writer.say("chatter", rest=1.4)


def in_chinese(writer: Writer, offer: Offer) -> None:
    """The offer again for Chinese buyers, about half a minute."""
    before, writer.language = writer.language, "zh"
    writer.film("host", offer)
    writer.say("tongue")
    writer.say("greeting")
    writer.say("today")
    with writer.cut("price_terms", f"The offer of the {offer.product.aliases[0]} in Chinese",
                    offer.product.id):  # fmt: skip
        writer.film("close", offer, shows=True, holds=True)
        for topic in ("product", "feature", "price", "moq"):
            writer.say(topic)
        writer.film("host", offer, holds=True)
        for topic in ("lead", "sample" if offer.free_sample else "sending", "payment"):
            writer.say(topic)
    writer.say("order")
    writer.language = before


def goodbye(writer: Writer, offer: Offer) -> None:
    writer.film("host", offer)
    writer.say("discount")
    writer.say("order")
    writer.film("wide", offer)
    writer.say("goodbye", 2, row=True)
    writer.say("goodbye", gesture="wave", rest=1.5)
