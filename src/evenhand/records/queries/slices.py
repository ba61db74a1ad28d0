"""Rows that are fetched a page at a time."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload


class Slices[T](Sequence[T]):
    """A long list of which only the slices asked for are read. A paginator counts and slices it."""

    @abstractmethod
    def __len__(self) -> int:
        """How many there are: one query."""

    @abstractmethod
    def part(self, wanted: slice) -> list[T]:
        """The rows of one slice, in the same number of queries however many they are."""

    @overload
    def __getitem__(self, wanted: int) -> T: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[T]: ...
    def __getitem__(self, wanted: int | slice) -> T | list[T]:
        if isinstance(wanted, slice):
            return self.part(wanted)
        return self.part(slice(wanted, wanted + 1))[0]
