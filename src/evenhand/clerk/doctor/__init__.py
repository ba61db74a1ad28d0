"""`evenhand doctor`: everything that could be wrong, found without any key (DESIGN sections 4 and 5.6).

Projections are folded again and compared row by row and column by column; committed tables are compared with the acts that hold
their hashes; ciphertexts and wraps with the facts that list them; entries with the tree that was signed.
"""

from evenhand.clerk.doctor.examine import Examined, examine
from evenhand.clerk.doctor.finding import Trouble

__all__ = ["Examined", "Trouble", "examine"]
