"""The organisation's own administrator, with the database's password and the signing key."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evenhand_register import entry, generators, statement, tally, tree
from evenhand_register.generators import TemplatePoints
from evenhand_register.keys import Signer
from evenhand_register.one_of import Nonces
from evenhand_register.scheme import parse
from evenhand_register.statement import Head, Opened
from evenhand_register.statement.document import Hidden
from evenhand_register.statement.proofs import cell_point
from evenhand_register.witness import AddCheckpoint
from tests.faults.forged import STATEMENT, Forge, Register
from tests.faults.scenario import Told, scenario
from tests.register.counting import entropy, number
from tests.register.support import Leaves
from tests.register.tools import witnesses

ANYBODY = "anybody with the published files and `evenhand-verify`: the statements are about the list as it was"
TOTALS = "anybody with the published files and `evenhand-verify`"
KEPT = "who kept an older head or a receipt, on paper, in `evenhand-verify`'s memory, or as a witness; nobody else"
LIST = "nothing that somebody holds a copy of"

type Reader = Callable[..., str]


@scenario("An entry of a stated month written again, and the whole list signed again", slow=True)
def an_entry_rewritten(forge: Forge, reader: Reader) -> Told:
    """However well it is written: its statement is bound to the root of the list."""
    entries = [*forge.entries]
    entries[7] = written_again(forge, entries[7])
    return Told(reader(forge.sign(entries)), LIST, ANYBODY)


@scenario("An entry of a stated month dropped, and the whole list signed again")
def an_entry_dropped(forge: Forge, reader: Reader) -> Told:
    """The same."""
    return Told(reader(forge.sign([*forge.entries[:7], *forge.entries[8:]])), LIST, ANYBODY)


@scenario("Two entries of a stated month exchanged, and the whole list signed again", slow=True)
def entries_reordered(forge: Forge, reader: Reader) -> Told:
    """The same."""
    entries = [*forge.entries]
    entries[7], entries[8] = entries[8], entries[7]
    return Told(reader(forge.sign(entries)), LIST, ANYBODY)


@scenario("An entry of the open month given an earlier day, and the whole list signed again", slow=True)
def an_entry_backdated(forge: Forge, reader: Reader) -> Told:
    """No statement covers it yet, and its day is a claim: only an older head contradicts it."""
    last = entry.parse(forge.entries[-1])
    forged = forge.sign([*forge.entries[:-1], replace(last, day="2026-01-02").render()])
    alone = reader(forged, refused=False)
    assert "W_DAY_ORDER" in alone
    return Told(
        f"First seen: {one_line(alone, 'W_DAY_ORDER')}\n{reader(forged, '--head', kept(forge.honest, forge))}",
        LIST,
        f"{TOTALS} sees a day out of order; that it was changed: {KEPT}",
    )


@scenario("Two lists, each for other readers, each signed", slow=True)
def two_lists(forge: Forge, reader: Reader) -> Told:
    """Each verifies by itself. A witness signs one of them."""
    other = forge.sign([*forge.entries[:-1], written_again(forge, forge.entries[-1])])
    for one in (forge.honest, other):
        assert reader(one, refused=False).startswith("VERIFIED")
    said = reader(other, "--head", kept(forge.honest, forge))
    return Told(
        f"Each by itself: VERIFIED\n{said}\nwitness: {witnessed(forge, other)}",
        "nothing, and one of the two is a lie",
        "an outside witness, who signs one list only; two readers who compare heads; nobody else",
    )


@scenario("The list set back to an earlier size, and signed again", slow=True)
def set_back(forge: Forge, reader: Reader) -> Told:
    """A list that is older is a good list, for whoever has seen no more."""
    shorter = forge.sign(forge.entries[:-1])
    assert reader(shorter, refused=False).startswith("VERIFIED")
    said = reader(shorter, "--head", kept(forge.honest, forge))
    return Told(
        f"First seen: VERIFIED\n{said}\nwitness: {witnessed(forge, shorter)}",
        "the entries since; receipts of them prove that there were some",
        f"an outside witness, who answers what it has seen; {KEPT}",
    )


@scenario("The signing key exchanged without a word, and everything signed again", slow=True)
def key_exchanged(forge: Forge, reader: Reader) -> Told:
    """A reader who has the key from elsewhere, or has seen it before, is asked nothing."""
    forged = forge.sign(forge.entries, by=Signer(forge.honest.signer.name, bytes(range(32))))
    both = f"log {forge.honest.signer.vkey}\nlog {forged.signer.vkey}\nquorum none\n"  # for the heads of older statements
    (forged.folder / "policy").write_text(both)
    first = reader(forged, key=False, refused=False)
    assert first.startswith("The key came from what is being checked")
    return Told(
        f"{reader(forged)}\nWithout a key of one's own: {first.splitlines()[0]}",
        "nothing",
        "who has the key from paper, from another reader, or an earlier check; nobody who sees the register for the first time",
    )


@scenario("An entry that counts as less than nothing, to lower a total", slow=True)
def a_negative_entry(forge: Forge, reader: Reader) -> Told:
    """No template of the scheme weighs less than nothing, and every proof is of one template."""
    last = entry.parse(forge.entries[-1])
    place = next(entry.parse(raw) for raw in reversed(forge.entries) if b"kind intake\n" in raw)
    used = parse(forge.honest.opening(scheme_entry(forge, place.scheme)), forge.honest.signer.name)
    lawful = generators.template_points(used)["intake"]
    lie = generators.point_of({"received": -1, "received/har": -1})
    pretended = TemplatePoints(lawful.labels, (*lawful.points[:-1], lie))
    sealed = tally.Place(used.origin, place.scheme, bytes([7]) * 32, "intake")
    made = tally.commit(pretended, pretended.labels[-1], number(901))
    nonces = Nonces.draw(map(number, range(902, 1000)), len(pretended.points))
    proof = tally.prove(sealed, pretended, pretended.labels[-1], made, number(901), nonces)
    forged = entry.Entry("intake", last.day, sealed.record, place.scheme, made, proof).render()
    return Told(reader(forge.sign([*forge.entries, forged])), "nothing", TOTALS)


@scenario("A statement with a hidden number of -1, so that the shown ones add up to more", slow=True)
def a_hidden_number_of_minus_one(forge: Forge, reader: Reader) -> Told:
    """The range proof of nothing does not fit a number below it."""
    at, last = list(forge.statements())[-1]
    liar = sorted(last.claim.hidden)[3]
    assert "E_TOTAL" in reader(forge.sign(*hiding(forge, at, last, {}))), "the proofs of the others hold"
    return Told(reader(forge.sign(*hiding(forge, at, last, {liar: -1}))), "nothing", TOTALS)


@scenario("A statement that begins later than the one before it ended", slow=True)
def a_gap_between_periods(forge: Forge, reader: Reader) -> Told:
    """Statements tile the list."""
    at, last = list(forge.statements())[-1]
    size = last.claim.start.size + 1
    start = Head(size, tree.root(Leaves(forge.entries[:size]), size), last.claim.start.checkpoint)
    entries, openings = forge.stated(at, replace(last, claim=replace(last.claim, start=start)))
    return Told(reader(forge.sign(entries, openings)), "nothing", TOTALS)


@scenario("A statement left out between two others")
def a_statement_left_out(forge: Forge, reader: Reader) -> Told:
    """The next one names it."""
    at = next(at for at, raw in enumerate(forge.entries) if STATEMENT in raw)
    return Told(reader(forge.sign([*forge.entries[:at], *forge.entries[at + 1 :]])), "nothing", TOTALS)


@scenario("The newest statement withheld", slow=True)
def the_newest_statement_withheld(forge: Forge, reader: Reader) -> Told:
    """Nothing after it tells. What the list says of itself is how far its totals reach."""
    at = [at for at, raw in enumerate(forge.entries) if STATEMENT in raw][-1]
    shown = reader(forge.sign(forge.entries[:at]), refused=False)
    return Told(
        "\n".join(line for line in shown.splitlines() if "statement" in line or line.startswith("VERIFIED")),
        "nothing but time",
        "nobody is alarmed: whoever reads how far the statements reach sees that a month is missing; who kept a newer head has it",
    )


def kept(honest: Register, forge: Forge) -> Path:
    """The head that somebody kept."""
    path = forge.scratch / "head-of-yesterday"
    path.write_bytes(honest.head)
    return path


def witnessed(forge: Forge, forged: Register) -> str:
    """What a real witness, who has signed the honest head, answers to a forged one."""
    folder = witnesses.folder(forge.scratch / f"witness-{forged.folder.name}", [forge.honest.signer.vkey])
    with witnesses.Threaded(folder) as witness:
        first = witnesses.post(witness.port, AddCheckpoint(0, (), forge.honest.head).render())
        assert first.status == 200, first.body
        held = forge.honest.size
        proof = () if forged.size <= held else tuple(tree.prove_consistency(Leaves(forge.entries), held, forged.size))
        answer = witnesses.post(witness.port, AddCheckpoint(min(held, forged.size), proof, forged.head).render())
    assert answer.status in {409, 422}
    return f"{answer.status} {answer.body.decode().strip()}"


def written_again(forge: Forge, raw: bytes) -> bytes:
    """Another entry in the place of one, lawful in itself: its sort, day and scheme, and a proof that holds."""
    old = entry.parse(raw)
    used = parse(forge.honest.opening(scheme_entry(forge, old.scheme)), forge.honest.signer.name)
    points = generators.template_points(used)[old.kind]
    place = tally.Place(used.origin, old.scheme, bytes([9]) * 32, old.kind)
    sealed = tally.seal(place, points, points.labels[0], entropy)
    return entry.Entry(old.kind, old.day, place.record, place.scheme, sealed.tally, sealed.proof).render()


def hiding(
    forge: Forge, at: int, honest: statement.Statement, lies: dict[str, int]
) -> tuple[list[bytes], dict[bytes, bytes]]:
    """The list with a statement that hides noughts and these numbers, each with the proof of a nought."""
    opened = {label: Opened(lies.get(label, 0), number(22)) for label in honest.claim.hidden}
    cells = {
        label: Hidden(cell.below, cell_point(label, opened[label].value, opened[label].s))
        for label, cell in honest.claim.hidden.items()
    }
    claim = replace(honest.claim, hidden=cells)
    nonces = {label: Nonces.draw(map(number, range(1, 600)), cell.below) for label, cell in cells.items()}
    pretended = {label: replace(one, value=0) for label, one in opened.items()}
    return forge.stated(at, statement.prove(claim, pretended, number(7), nonces, number(8)))


def scheme_entry(forge: Forge, record: bytes | None) -> bytes:
    """The public line of a scheme."""
    return next(raw for raw in forge.entries if entry.parse(raw).record == record)


def one_line(text: str, word: str) -> str:
    """The line with that word."""
    return next(line for line in text.splitlines() if word in line)
