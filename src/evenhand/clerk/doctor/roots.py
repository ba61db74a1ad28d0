"""The root of the tree over entries as they are read, at the sizes that were signed (RFC 6962, REGISTER.md 1.1)."""

from collections.abc import Collection

from evenhand_register.tree import EMPTY_ROOT, leaf_hash, node_hash


class Roots:
    """Takes the bytes of entries in order; `at` then has the root at each of `sizes` that was reached."""

    def __init__(self, sizes: Collection[int]) -> None:
        self.at: dict[int, bytes] = {0: EMPTY_ROOT}
        self._sizes = frozenset(sizes)
        self._size = 0
        self._stack: list[tuple[int, bytes]] = []
        """Roots of complete subtrees with their heights, highest first."""

    def take(self, body: bytes) -> None:
        """The next entry."""
        height, node = 0, leaf_hash(body)
        while self._stack and self._stack[-1][0] == height:
            node = node_hash(self._stack.pop()[1], node)
            height += 1
        self._stack.append((height, node))
        self._size += 1
        if self._size in self._sizes:
            self.at[self._size] = self._root()

    def _root(self) -> bytes:
        *higher, (_, root) = self._stack
        for _, node in reversed(higher):
            root = node_hash(node, root)
        return root
