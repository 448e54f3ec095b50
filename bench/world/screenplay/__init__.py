"""What is said in the films of the factory."""

from bench.world.screenplay.catalogue import PRODUCTS
from bench.world.screenplay.corpus import corpus

__all__ = ["PRODUCTS", "corpus"]
