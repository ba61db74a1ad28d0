"""Stands in for pymerkle, which is under the GPL and may not be installed here: its interface, over a tree as RFC 6962 has it.

Roots and proofs are true, unless PYMERKLE_LIES is set. It is found where this folder is on the path.
"""

import os

from evenhand_register import tree
from tests.register.support import Leaves

__version__ = "7.0.0-instead"


class InmemoryTree:
    def __init__(self):
        self.entries = [b"another beginning"] if "PYMERKLE_LIES" in os.environ else []

    def append_entries(self, entries):
        self.entries += entries

    def get_root(self):
        return tree.root(Leaves(self.entries), len(self.entries))

    def prove_inclusion(self, index, size):
        return index, size, tree.prove_inclusion(Leaves(self.entries[:size]), index - 1, size)

    def prove_consistency(self, old, size):
        return tree.prove_consistency(Leaves(self.entries[:size]), old, size)


class SqliteTree(InmemoryTree):
    def __init__(self, dbfile):
        super().__init__()
        self.dbfile = dbfile

    def close(self):
        assert self.dbfile.endswith(".db")


def verify_inclusion(base, root, proof):
    index, size, path = proof
    tree.verify_inclusion(base, index - 1, size, path, root)
