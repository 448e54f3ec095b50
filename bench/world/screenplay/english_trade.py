"""What is said in English about the products and their terms."""

from bench.world.screenplay.template import (
    Template,
    capacity,
    certificate,
    discount,
    lead,
    material,
    moq,
    packing,
    payment,
    port,
    price,
    sample,
    says,
    service,
    warranty,
)

CUPS = "bottle mug jar kettle"

TRADE: dict[str, tuple[Template, ...]] = {
    "feature": (
        says("It keeps water hot for {hours} hours.", only="bottle"),
        says("The lid opens with one hand.", only="bottle mug"),
        says("It has a double wall with vacuum inside.", only="bottle mug jar"),
        says("You can take it to work or to school.", only="bottle mug jar"),
        says("It keeps coffee hot for {hours} hours.", only="mug"),
        says("It fits in every car.", only="mug"),
        says("It keeps your lunch warm for {hours} hours.", only="jar"),
        says("The mouth is wide, so it is easy to clean.", only="jar"),
        says("A small spoon is inside the lid.", only="jar"),
        says("It boils one liter of water in three minutes.", only="stove kettle"),
        says("It folds so small, it fits in your pocket.", only="stove"),
        says("The fire is strong, even in the wind.", only="stove"),
        says("It gives light for {hours} hours.", only="lantern"),
        says("It is so bright, you can read a book.", only="lantern"),
        says("You can hang it in your tent.", only="lantern"),
        says("The handle stays cool.", only="kettle"),
        says("It makes tea for five people.", only="kettle"),
        says("It is very light, so it is good for camping.", only="kettle stove lantern"),
        says("It comes in {colour} and {colour2}."),
        says("I like the {colour} one best."),
        says("The color is nice and the hand feel is good."),
    ),
    "material": (
        says(
            "It is made of three oh four stainless steel.",
            material("stainless steel", grade="304"),
            only=CUPS,
        ),
        says(
            "The material is three oh four stainless steel, inside and outside.",
            material("stainless steel", grade="304"),
            only=CUPS,
        ),
        says("The body is made of aluminum.", material("aluminium"), only="stove lantern"),
        says("It is made of strong aluminum.", material("aluminium"), only="stove lantern"),
    ),
    "price": (
        says(
            "The price is {price}, FOB Ningbo.", price("{price}", incoterm="FOB", place="Ningbo")
        ),
        says("The {product} is {price} per piece.", price("{price}", per="piece")),
        says(
            "It is {price_exw} per piece, EXW.",
            price("{price_exw}", per="piece", incoterm="EXW"),
        ),
        says("The price of the {product} is {price}.", price("{price}")),
        says("One piece costs {price}.", price("{price}")),
        says(
            "Our FOB price is {price} at {q1} pieces.",
            price("{price}", incoterm="FOB", quantity="{q1}"),
        ),
        says(
            "FOB Ningbo it is {dollars}.", price("{price}", incoterm="FOB", place="Ningbo")
        ),
        says("The unit price is {dollars}.", price("{price}")),
        says("The {product} costs only {price} today.", price("{price}")),
    ),
    "breaks": (
        says(
            "{price} at {q1} pieces, {short2} at {q2} pieces.",
            price("{price}", quantity="{q1}"),
            price("{price2}", quantity="{q2}"),
        ),
        says(
            "{price} at {q1} pieces, {short2} at {q2}.",
            price("{price}", quantity="{q1}"),
            price("{price2}", quantity="{q2}"),
        ),
        says("For {q2} pieces the price is {price2}.", price("{price2}", quantity="{q2}")),
        says("If you take {q3} pieces, it is {price3}.", price("{price3}", quantity="{q3}")),
        says("At {q3} pieces I can offer {price3}.", price("{price3}", quantity="{q3}")),
        says("Above {q2} pieces it is only {price2}.", price("{price2}", quantity="{q2}")),
    ),
    "moq": (
        says("The MOQ is {moq} pieces.", moq()),
        says("The minimum order is {moq} pieces.", moq()),
        says("You can start from {moq} pieces.", moq()),
        says("Minimum order quantity is {moq} pieces per color.", moq()),
        says("Our MOQ is only {moq} pieces for the {product}.", moq()),
        says("We accept small orders from {moq} pieces.", moq()),
        says("The MOQ is {wrong_moq} pieces, no, sorry, {moq} pieces.", moq()),
    ),
    "lead": (
        says("Lead time is {low} to {high} days.", lead()),
        says("The delivery time is about {high} days.", lead("{high}")),
        says("We ship within {high} days after your deposit.", lead("{high}")),
        says("Mass production takes {low} to {high} days.", lead()),
        says("Production needs {high} days after the deposit.", lead("{high}")),
        says("Lead time is {wrong_days} days, no, sorry, {high} days.", lead("{high}")),
        says("Delivery is {wrong_days} days, sorry, I mean {high} days.", lead("{high}")),
    ),
    "capacity": (
        says("We can make {monthly} pieces per month.", capacity("{monthly}", "month")),
        says("Our capacity is {monthly} pieces per month.", capacity("{monthly}", "month")),
        says("Our monthly capacity is {monthly} pieces.", capacity("{monthly}", "month")),
    ),
    "output": (
        says("Every day we make {daily} pieces.", capacity("{daily}", "day")),
        says("This line makes {daily} pieces a day.", capacity("{daily}", "day")),
        says("The output is {daily} pieces per day.", capacity("{daily}", "day")),
    ),
    "certificates": (
        says("We have CE and FDA certificates.", certificate("CE"), certificate("FDA")),
        says(
            "The {product} is FDA and LFGB approved.",
            certificate("FDA"),
            certificate("LFGB"),
            only=CUPS,
        ),
        says("The {product} has the CE certificate.", certificate("CE")),
        says("Our factory passed the BSCI audit.", certificate("BSCI")),
        says("We are certified to ISO nine thousand one.", certificate("ISO 9001")),
        says(
            "Our factory passed BSCI and ISO nine thousand one.",
            certificate("BSCI"),
            certificate("ISO 9001"),
        ),
        says("This paper is our LFGB certificate.", certificate("LFGB")),
    ),
    "sample": (
        says("Samples are free, you only pay the courier.", sample(free=True, freight="buyer")),
        says("The sample is free for you.", sample(free=True)),
        says("You can get one free sample of the {product}.", sample(free=True)),
    ),
    "sample_fee": (
        says(
            "The sample fee is {fee} dollars.", sample(fee={"amount": "{fee}", "currency": "USD"})
        ),
        says(
            "The sample costs {fee} dollars, and it is refundable.",
            sample(fee={"amount": "{fee}", "currency": "USD"}, refundable=True),
        ),
    ),
    "sending": (
        says(
            "We send samples within {sample_days} days.",
            sample(days_low="{sample_days}", days_high="{sample_days}"),
        ),
    ),
    "payment": (
        says(
            "We take {deposit} percent deposit and {balance} percent before shipment.",
            payment(deposit_percent="{deposit}", balance="before shipment"),
        ),
        says(
            "Payment is {deposit} percent deposit, balance before shipment.",
            payment(deposit_percent="{deposit}", balance="before shipment"),
        ),
        says("First you pay {deposit} percent deposit.", payment(deposit_percent="{deposit}")),
        says("We accept L/C at sight.", payment(methods=["L/C"])),
        says("Payment by T/T or L/C is okay.", payment(methods=["T/T", "L/C"])),
    ),
    "custom": (
        says("We can print your logo on the {product}.", service("logo")),
        says("Your logo is free from {q1} pieces.", service("logo")),
        says("Your own logo is no problem.", service("logo")),
        says("You can choose any color you like.", service("colour")),
        says("We make your own color for {q2} pieces.", service("colour")),
        says("The laser logo stays on for many years.", service("logo")),
    ),
    "warranty": (
        says("The warranty is {years} years.", warranty()),
        says("It has a {years} year warranty.", warranty()),
        says("We give {years} years of warranty on every piece.", warranty()),
    ),
    "carton": (
        says(
            "We pack {carton} pieces in one carton.", packing(quantity="{carton}", per="carton")
        ),
        says("There are {carton} pieces per carton.", packing(quantity="{carton}", per="carton")),
        says("One carton holds {carton} pieces.", packing(quantity="{carton}", per="carton")),
        says("Each piece is packed in a color box.", packing(package="colour box")),
    ),
    "port": (
        says("We ship from Ningbo port.", port()),
        says("The loading port is Ningbo.", port()),
        says("Ningbo port is very close to the factory.", port()),
    ),
    "discount": (
        says("If you order today, you get {percent} percent off.", discount()),
        says("We give {percent} percent discount until Friday.", discount()),
        says("Only this week you get {percent} percent off.", discount()),
        says("Order before Friday and get {percent} percent off.", discount()),
    ),
}  # fmt: skip
