"""The Evenhand register: a public, append-only list that anybody can check without trusting who runs it.

Its bytes and checks are defined in docs/reference/register.md; each module owns one of its ideas, opens with the
format, and names the codes it raises. The whole package is pure: it reads no clock, network, randomness or settings,
and whatever it needs from outside (bytes, keys, salts, a store of files) is handed to it. Only `tools`, the command
line, reaches outside.

The public surface is the modules named here, each with its own `__all__`; anything else may change without notice.

    tree, tiles             the Merkle tree, and its hashes and entries as static files
    keys, note, cosignature who signed a text
    checkpoint, policy      the signed head, and whose signatures are enough
    heads, guard            a newer head contains the older one: for readers, and for the writer
    key_change              a log changes its key, and says so in an entry
    witness                 an outsider remembers the head and cosigns its successors: both sides of the protocol
    tlog_proof              the file that proves an entry offline
    canonical, encoding     one spelling for each value
    entry, record, scheme   what is public of a step, what it commits to, and what is counted
    group, generators       the group that counts are sealed in, and what counters and templates are in it
    one_of, chance          the proof that a sealed count is lawful, and random numbers for it
    tally                   what an entry counts as, sealed and proved
    statement               totals of a period, proved to be the exact sums
    receipt, nonce          what a person keeps
    draw                    a panel drawn by lot, and its transcript
    ledger, audit           every entry in order, and the whole log
    panels                  each draw of a log made again, and what came of each pool
    arithmetic              the two costly parts of an audit, which can be done elsewhere
    errors                  a code and a sentence for whatever fails
"""

from .errors import RegisterError

__all__ = [
    "RegisterError",
    "arithmetic",
    "audit",
    "canonical",
    "chance",
    "checkpoint",
    "cosignature",
    "draw",
    "encoding",
    "entry",
    "errors",
    "generators",
    "group",
    "guard",
    "heads",
    "key_change",
    "keys",
    "ledger",
    "nonce",
    "note",
    "one_of",
    "panels",
    "policy",
    "receipt",
    "record",
    "scheme",
    "statement",
    "tally",
    "tiles",
    "tlog_proof",
    "tree",
    "witness",
]
