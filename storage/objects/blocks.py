"""The bytes of an open object, block by block."""

from collections.abc import Callable, Iterator

from storage.errors import Integrity

BLOCK = 2**20


class Blocks(Iterator[bytes]):
    """Reads ``size`` bytes in blocks of at most 1 MiB, then closes.

    A class and not a generator, so that one that was never read still closes.
    """

    def __init__(
        self, read: Callable[[int], bytes], close: Callable[[], object], size: int
    ) -> None:
        self._read = read
        self._close = close
        self._left = size

    def __next__(self) -> bytes:
        if self._left <= 0:
            self.close()
            raise StopIteration
        block = self._read(min(BLOCK, self._left))
        if not block:
            self.close()
            raise Integrity(f"the object ended {self._left} bytes early")
        self._left -= len(block)
        return block

    def close(self) -> None:
        """End the transfer; idempotent."""
        self._left = 0
        self._close()

    def __del__(self) -> None:
        self.close()
