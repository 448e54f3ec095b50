"""What is said in the films of the factory."""

from bench.world.screenplay.catalogue import PRODUCTS
from bench.world.screenplay.corpus import corpus
from bench.world.screenplay.script import Script
from bench.world.screenplay.write import write

__all__ = ["PRODUCTS", "Script", "corpus", "write"]
