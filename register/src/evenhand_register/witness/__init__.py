"""The witness protocol (C2SP tlog-witness, register.md section 1.8): an outsider remembers the head, and says so.

    POST <submission prefix>/add-checkpoint                old size, consistency proof, checkpoint
    GET  <monitoring prefix>/<hex H(origin)>/checkpoint    the latest head that the witness cosigned

A witness keeps, for each log, the last size and root that it cosigned, and cosigns nothing that does not contain it.
So a log that shows two people two histories, or is set back, finds no witness that signs both. `request` says how a
submission is written, `decision` what a witness answers, `client` how a log asks. All three are pure: whoever runs a
witness brings the clock, the durable store and the network (`evenhand_register.tools` has one).
"""

from .client import Cosigned, Sender, SetBackError, WitnessError, add_lines, ask
from .decision import (
    CHECKPOINT_TYPE,
    NOTHING,
    SIZE_TYPE,
    Answer,
    Decision,
    Evidence,
    Recorded,
    Submission,
    decide,
    examine,
)
from .request import ADD_CHECKPOINT, MAX_BYTES, AddCheckpoint, monitoring_path, parse

__all__ = [
    "ADD_CHECKPOINT",
    "CHECKPOINT_TYPE",
    "MAX_BYTES",
    "NOTHING",
    "SIZE_TYPE",
    "AddCheckpoint",
    "Answer",
    "Cosigned",
    "Decision",
    "Evidence",
    "Recorded",
    "Sender",
    "SetBackError",
    "Submission",
    "WitnessError",
    "add_lines",
    "ask",
    "decide",
    "examine",
    "monitoring_path",
    "parse",
]
