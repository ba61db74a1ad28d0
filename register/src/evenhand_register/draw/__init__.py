"""The panel draw: who decides is drawn by lot, and anybody with the transcript can draw again (register.md section 7).

First the pool is logged: who may be drawn, who is excluded and why, how many are needed, which witnesses must have
seen it, and which outside random value (the *beacon*, a lottery for example) will decide. The head that ends with the
pool is cosigned before that value is known. Then value and head give a seed, the seed gives the panel, and the draw is
logged. A *transcript* shows both to the parties.

`pool` is the pool's document, `lot` what a seed picks from it, `document` the draw's document and where its seed comes
from, `transcript` the file for parties and auditors. Each has the writer's half beside the reader's.
"""

from .document import LoggedPool, Outcome, conduct, open_pool, verify_document
from .lot import Drawn, Pick, beacon_seed, cosignature_seed, derive, picks
from .pool import Beacon, Member, Pool, Stratum, parse_pool
from .transcript import DrawReport, build, claimed_origin, verify

__all__ = [
    "Beacon",
    "DrawReport",
    "Drawn",
    "LoggedPool",
    "Member",
    "Outcome",
    "Pick",
    "Pool",
    "Stratum",
    "beacon_seed",
    "build",
    "claimed_origin",
    "conduct",
    "cosignature_seed",
    "derive",
    "open_pool",
    "parse_pool",
    "picks",
    "verify",
    "verify_document",
]
