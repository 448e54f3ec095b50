"""The six products of the factory."""

from bench.world.spec import Product

PRODUCTS = (
    Product(
        id="VB-500",
        name="Vacuum bottle 500 ml",
        aliases=("vacuum bottle", "bottle", "保温杯"),
        model="bottle",
        colour="#2f6f73",
        price_usd=2.5,
        moq=500,
    ),
    Product(
        id="TM-350",
        name="Travel mug 350 ml",
        aliases=("travel mug", "mug", "旅行杯"),
        model="mug",
        colour="#c8553d",
        price_usd=2.2,
        moq=500,
    ),
    Product(
        id="FJ-800",
        name="Food jar 800 ml",
        aliases=("food jar", "jar", "饭盒"),
        model="jar",
        colour="#e0c9a6",
        price_usd=3.6,
        moq=300,
    ),
    Product(
        id="CS-20",
        name="Camping stove 2.0 kW",
        aliases=("camping stove", "stove", "炉子"),
        model="stove",
        colour="#3b3f46",
        price_usd=4.8,
        moq=300,
    ),
    Product(
        id="CL-300",
        name="Camping lantern 300 lm",
        aliases=("camping lantern", "lantern", "露营灯"),
        model="lantern",
        colour="#d9a441",
        price_usd=5.4,
        moq=200,
    ),
    Product(
        id="CK-12",
        name="Camping kettle 1.2 l",
        aliases=("camping kettle", "kettle", "水壶"),
        model="kettle",
        colour="#a9b4bc",
        price_usd=6.3,
        moq=200,
    ),
)
"""Prices and quantities are those of the list; a film draws its own around them."""
