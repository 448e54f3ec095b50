"""What is said in the demo recording, over which scene, and what the audience does."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. ``say``: what the synthesiser is given where it differs from the text;
    ``rest``: seconds of silence after it."""

    text: str
    scene: str
    say: str = ""
    language: str = "en"
    rest: float = 0.35
    moment: str = ""
    facts: tuple[dict[str, Any], ...] = field(default=())


BOTTLE, STOVE = "VB-500", "CS-20"

LINES = (
    Line("Hello, hello, can you hear me now?", "host", rest=0.9, moment="small_talk"),
    Line("One moment please, I am fixing the microphone.", "host", rest=4.2, moment="small_talk"),
    Line("Okay, welcome to our factory in Ningbo.", "host_close"),
    Line(
        "This is our vacuum bottle, made of three oh four stainless steel.",
        "bottle",
        facts=({"kind": "material", "value": {"material": "304 stainless steel"}},),
    ),
    Line(
        "The price is two dollars fifty, FOB Ningbo, at one thousand pieces.",
        "bottle",
        say="The price is two dollars fifty, F. O. B. Ning bo, at one thousand pieces.",
        moment="price",
        facts=(
            {
                "kind": "price",
                "value": {
                    "amount": 2.5,
                    "currency": "USD",
                    "incoterm": "FOB",
                    "place": "Ningbo",
                    "quantity": 1000,
                },
            },
        ),
    ),
    Line(
        "The minimum order is five hundred pieces.",
        "bottle",
        facts=({"kind": "moq", "value": {"quantity": 500, "unit": "pieces"}},),
    ),
    Line(
        "Lead time is fifteen to twenty days after the deposit.",
        "host",
        facts=({"kind": "lead_time", "value": {"min_days": 15, "max_days": 20}},),
    ),
    Line(
        "Now watch the drop test, from one and a half meters.", "drop", rest=1.5, moment="drop_test"
    ),
    Line("No leak, and no dent.", "drop", rest=0.6, moment="drop_test"),
    Line(
        "We have CE and FDA certificates, and every batch is inspected.",
        "certificates",
        say="We have C. E. and F. D. A. certificates, and every batch is inspected.",
        facts=(
            {"kind": "certificate", "value": {"name": "CE"}},
            {"kind": "certificate", "value": {"name": "FDA"}},
        ),
    ),
    Line("Maria from Brazil asks, can you print our logo?", "host", moment="question"),
    Line(
        "Yes, a laser logo is free from one thousand pieces.",
        "host_close",
        rest=2.6,
        moment="answer",
        facts=({"kind": "customisation", "value": {"what": "logo", "min_quantity": 1000}},),
    ),
    Line("Next, the camping stove. It boils one liter in three minutes.", "stove"),
    Line(
        "It is four dollars eighty, and the MOQ is three hundred pieces.",
        "stove",
        say="It is four dollars eighty, and the M. O. Q. is three hundred pieces.",
        facts=(
            {"kind": "price", "value": {"amount": 4.8, "currency": "USD"}},
            {"kind": "moq", "value": {"quantity": 300, "unit": "pieces"}},
        ),
    ),
    Line(
        "各位老板大家好，这是我们的保温杯。", "cartons", language="zh", rest=0.3, moment="chinese"
    ),
    Line(
        "价格两块五美元，起订量五百件。",
        "cartons",
        language="zh",
        rest=0.3,
        moment="chinese",
        facts=(
            {"kind": "price", "value": {"amount": 2.5, "currency": "USD"}},
            {"kind": "moq", "value": {"quantity": 500, "unit": "件"}},
        ),
    ),
    Line(
        "交期十五到二十天，样品免费。",
        "cartons",
        language="zh",
        rest=0.5,
        moment="chinese",
        facts=(
            {"kind": "lead_time", "value": {"min_days": 15, "max_days": 20}},
            {"kind": "sample", "value": {"free": True}},
        ),
    ),
    Line(
        "Samples are free, you only pay the courier.",
        "host",
        facts=({"kind": "sample", "value": {"free": True}},),
    ),
    Line("Thank you for watching, see you next week.", "host_close", rest=1.2, moment="goodbye"),
)

PRODUCTS = (
    {
        "id": BOTTLE,
        "name": "Vacuum bottle 500 ml",
        "aliases": ["vacuum bottle", "bottle", "保温杯"],
        "price_usd": 2.5,
        "moq": 500,
    },
    {
        "id": STOVE,
        "name": "Camping stove 2.0 kW",
        "aliases": ["camping stove", "stove", "炉头"],
        "price_usd": 4.8,
        "moq": 300,
    },
)

# (index of the line reacted to, seconds after its end, event)
REACTIONS: tuple[tuple[int, float, dict[str, Any]], ...] = (
    (0, 5.0, {"type": "comment", "text": "yes we hear you"}),
    (3, 0.5, {"type": "product_card", "product": BOTTLE}),
    (4, 6.0, {"type": "comment", "text": "good price! is it 304 inside too?"}),
    (4, 7.5, {"type": "inquiry", "text": "2000 pcs to Hamburg?", "product": BOTTLE}),
    (5, 5.5, {"type": "comment", "text": "can you print our logo? Maria, Brazil"}),
    (6, 6.5, {"type": "comment", "text": "15 days is fast"}),
    (8, 5.0, {"type": "comment", "text": "wow no leak"}),
    (8, 5.8, {"type": "comment", "text": "strong bottle"}),
    (8, 6.4, {"type": "like", "value": 24}),
    (8, 9.0, {"type": "order", "product": BOTTLE, "value": 500}),
    (11, 6.0, {"type": "comment", "text": "thank you! sending our logo"}),
    (12, 0.5, {"type": "product_card", "product": STOVE}),
    (13, 7.0, {"type": "inquiry", "text": "stove with adapter?", "product": STOVE}),
    (15, 6.5, {"type": "comment", "text": "五百件可以混色吗？"}),
)
"""The audience reacts late: it hears the stream seconds after it was said, and types."""
