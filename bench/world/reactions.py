"""What viewers write."""

from pipelines.highlights.spec import Category

ANSWERS = (
    "yes we hear you",
    "1",
    "loud and clear",
    "sound is ok",
    "a bit quiet but ok",
    "yes",
    "111",
)
REPLIES: dict[Category, tuple[str, ...]] = {
    "price_terms": (
        "good price!",
        "is that the best price?",
        "can you do less for a first order?",
        "ok, noted the MOQ",
        "how much with my own box?",
        "price list please",
        "better than my supplier now",
    ),
    "product_demo": (
        "I need this one",
        "nice finish",
        "how heavy is it?",
        "which colors do you have?",
        "what is the price of this one?",
    ),
    "quality": (
        "impressive",
        "no leak, great",
        "I will try that at home",
        "what if it lies in the bag all day?",
    ),
    "factory": (
        "big factory",
        "how many workers do you have?",
        "love to see the real line",
        "very clean",
        "is this in Ningbo?",
    ),
    "customisation": (
        "we have our own logo",
        "can you match a Pantone?",
        "sending you our artwork",
        "laser looks best",
    ),
    "question": (
        "thank you!",
        "that was my question too",
        "clear answer, thanks",
        "good to know",
    ),
    "offer": (
        "is it valid until Friday?",
        "ordering now",
        "how do I get the discount?",
        "sent you a message",
    ),
    "moment": ("haha", "nice one"),
}
FALL = (
    "wow",
    "strong!",
    "not even a scratch",
    "do that again please",
    "that is solid",
    "ouch",
)
"""When something falls on the floor."""
PAPERS = (
    "which lab made the report?",
    "please send the certificates",
    "our buyers ask for exactly that",
    "is the audit from this year?",
)
"""In front of the certificates."""
CHINESE = (
    "五百件可以混色吗？",
    "价格不错",
    "样品怎么拿？",
    "可以印logo吗？",
    "发到广州要几天？",
    "质量看着很好",
)
INQUIRIES = (
    "{quantity} pcs to {country}?",
    "please quote {quantity} pcs {name} for {country}",
    "we are looking for {quantity} {name}, can you ship to {country}?",
    "sample of the {name} to {country}?",
)
NOISE = (
    "hello from {country}",
    "hi everybody",
    "first time here",
    "good evening from {country}",
    "what time is it there?",
    "nice jacket",
    "my internet is slow today",
    "is it hot in Ningbo?",
    "who is the man in the back?",
    "see you at the fair",
    "need umbrellas, do you sell umbrellas?",
    "lunch time in {country}",
)
"""What has nothing to do with what is shown."""
