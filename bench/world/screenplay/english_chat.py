"""Questions from the chat in English, and their answers."""

from bench.world.screenplay.template import (
    Template,
    certificate,
    lead,
    moq,
    payment,
    plain,
    sample,
    says,
    service,
    warranty,
)

CUPS = "bottle mug jar kettle"

CHAT: dict[str, tuple[Template, ...]] = {
    "ask_logo": plain(
        "{name} from {country} asks, can you print our logo?",
        "{name} asks, is my own logo possible?",
    ),
    "answer_logo": (
        says("Yes, we can print your logo with the laser.", service("logo")),
        says("Sure, your logo is free from {q1} pieces.", service("logo")),
    ),
    "ask_moq": plain(
        "{name} asks, what is the MOQ for the {product}?",
        "{name} from {country} wants to know, what is the minimum order?",
    ),
    "answer_moq": (
        says("For this model the MOQ is {moq} pieces.", moq()),
        says("No problem, the minimum order is {moq} pieces.", moq()),
    ),
    "ask_lead": plain(
        "{name} asks, how long is the lead time?",
        "{name} from {country} asks, how many days for delivery?",
    ),
    "answer_lead": (
        says("The lead time is {low} to {high} days.", lead()),
        says("We need {high} days for mass production.", lead("{high}")),
    ),
    "ask_sample": plain("{name} from {country} asks, is the sample free?"),
    "answer_sample": (
        says(
            "Yes, the sample is free, you only pay the courier.",
            sample(free=True, freight="buyer"),
        ),
    ),
    "ask_sending": plain("{name} wants to know, how can I get a sample?"),
    "answer_sending": (
        says(
            "We send the sample within {sample_days} days.",
            sample(days_low="{sample_days}", days_high="{sample_days}"),
        ),
    ),
    "ask_certificate": plain("{name} from {country} asks, do you have a CE certificate?"),
    "answer_certificate": (
        says("Yes, we have CE and LFGB certificates.", certificate("CE"), certificate("LFGB")),
    ),
    "ask_food": (says("{name} asks, is it safe for food?", only=CUPS),),
    "answer_food": (
        says(
            "Yes, it is FDA approved and we send you the report.", certificate("FDA"), only=CUPS
        ),
    ),
    "ask_warranty": plain(
        "{name} asks, how long is the warranty?",
        "{name} from {country} asks, what if the lid is broken?",
    ),
    "answer_warranty": (
        says("We give you {years} years of warranty.", warranty()),
        says("No problem, the warranty is {years} years.", warranty()),
    ),
    "ask_payment": plain("{name} from {country} asks, how can we pay?"),
    "answer_payment": (
        says(
            "You pay {deposit} percent deposit and the balance before shipment.",
            payment(deposit_percent="{deposit}", balance="before shipment"),
        ),
    ),
    "ask_credit": plain("{name} asks, do you accept L/C?"),
    "answer_credit": (
        says("Yes, we accept T/T and L/C at sight.", payment(methods=["T/T", "L/C"])),
    ),
}  # fmt: skip
