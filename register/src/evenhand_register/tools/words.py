"""The sentences of an answer, made from what a check reported.

Each says something that the check has shown, or says what it has not shown. Words of the organisation's own (the
name of a kind of step, of a counter) come from the logged scheme and stand in quotation marks.
"""

from typing import Any

from evenhand_register import canonical
from evenhand_register.audit import AuditReport
from evenhand_register.encoding import b64encode
from evenhand_register.policy import VerifiedCheckpoint
from evenhand_register.receipt import ReceiptReport
from evenhand_register.record import NO_CONTENT
from evenhand_register.statement import Stated

from . import extent, panels, totals
from .answers import Answer, Verdict
from .extent import Depth, Extent
from .times import utc
from .trust import KeySource

__all__ = ["of_fork", "of_head", "of_key", "of_receipt", "of_refusal", "of_register", "of_setback", "of_statement"]

_NO_WITNESS = (
    "No outside witness was required: whoever holds the register's key could show other people another list. "
    "A policy that names witnesses would rule that out."
)
_NEVER_ENTERED = (
    "It cannot show that a complaint was never entered: that is shown by its sender, who was given no receipt."
)
_NOT_TODAY = (
    "It does not show that the register published today still agrees: check its address too, with the same key."
)
_NOT_THE_TRUTH = "It shows what was registered, not that a category is true or a decision right."


def of_receipt(report: ReceiptReport) -> Answer:
    """Return the answer for a receipt that passed every check made."""
    head = report.head.checkpoint
    answer = Answer(
        Verdict.VERIFIED,
        f"this step is registered, as entry {report.index} (counted from 0) of {head.size} in {head.origin}.",
        details={
            "what": "receipt",
            "index": report.index,
            "kind": report.entry.kind,
            "day": report.entry.day,
            "record": b64encode(report.entry.record),
            "facts": report.opening.facts,
            "counted_as": _count_details(report),
            "mine_alone": report.mine_alone,
            **_head_details(report.head),
        },
    )
    answer.checked += [
        _signed(report.head),
        f"The entry is in the list under that head, dated {report.entry.day}, under “{report.group.words}”.",
        "The record in this receipt is the one that the entry commits to, word for word.",
    ]
    answer.checked.append(_counted(report))
    if report.opening.content_hash != NO_CONTENT:
        shown = report.opening.content is not None
        answer.checked.append(
            "The sealed part of the record is shown too, and it is the one that the entry commits to."
            if shown
            else "The record has a sealed part. It is not in this receipt, and only its fingerprint was checked."
        )
    if report.mine_alone:
        answer.checked.append("The value that you chose is in the record: this receipt is yours alone.")
    else:
        answer.limits.append(f"The check “this receipt is mine alone” was not made: {_why_not_mine(report)}.")
    answer.says += _facts(report.opening.facts["data"])
    answer.meaning.append("The entry cannot be removed or changed any more without contradicting this file: keep it.")
    answer.limits += [_NOT_TODAY, *_witness_limits(report.head), _NOT_THE_TRUTH]
    return answer


def of_register(report: AuditReport, looked: Extent) -> Answer:
    """Return the answer for a published register in which nothing failed that was looked at."""
    head, findings = report.head.checkpoint, report.findings
    proved = looked.depth is Depth.ALL
    answer = Answer(
        extent.verdict(looked),
        extent.sentence(looked, head),
        details={
            "what": "register",
            "kinds": dict(sorted(findings.kinds.items())),
            **extent.as_details(looked),
            "statements": [totals.as_details(stated) for stated in findings.statements],
            "panels": [panels.as_details(panel) for panel in findings.panels],
            **_head_details(report.head),
        },
    )
    answer.checked += [
        _signed(report.head),
        f"The {_entries(head.size)} and no others are in the list under that head, every byte of them.",
    ]
    if looked.depth is not Depth.TREE:
        answer.checked.append("Each entry is well formed, is entered once, and follows a scheme laid down before it.")
    answer.checked += [
        *extent.checked(looked, findings),
        *totals.checked(findings, proved),
        *panels.checked(findings),
    ]
    answer.says += [*totals.says(findings), *panels.says(findings)]
    answer.limits += extent.limits(looked)
    if report.grew_from:
        sizes = sorted({old.size for old in report.grew_from})
        heads = f"an earlier head with {_entries(sizes[0])}" if len(sizes) == 1 else f"{len(sizes)} earlier heads"
        answer.checked.append(f"Nothing was changed or taken away since {heads}.")
    else:
        answer.limits.append(
            "It was compared with no earlier head: keep this one, and give it with --head next time."
        )
    answer.meaning.append("Nothing in this list can be changed or taken away unseen by anybody who has this head.")
    answer.limits += [
        *totals.limits(findings),
        *panels.limits(findings, report.head.policy),
        *_witness_limits(report.head),
        _NEVER_ENTERED,
        _NOT_THE_TRUTH,
    ]
    answer.warnings += [
        *totals.warnings(findings, report.head.policy),
        *panels.warnings(findings, report.head.policy),
        *_register_warnings(report),
    ]
    return answer


def of_statement(report: AuditReport, looked: Extent, stated: Stated) -> Answer:
    """Return the answer for one statement of totals in a register in which nothing failed that was looked at."""
    answer = of_register(report, looked)
    claim = stated.statement.claim
    answer.sentence = extent.statement_sentence(looked, claim.period, claim.origin)
    answer.says = [totals.period(stated)]
    answer.details |= {"what": "statement", "statements": [totals.as_details(stated)]}
    return answer


def of_head(head: VerifiedCheckpoint) -> Answer:
    """Return the answer for a signed head alone."""
    answer = Answer(
        Verdict.VERIFIED,
        f"this is a head of {head.checkpoint.origin}, with {_entries(head.checkpoint.size)}.",
        details={"what": "head", **_head_details(head)},
    )
    answer.checked.append(_signed(head))
    answer.meaning.append(
        "The register can be held to this head: keep it, and give it with --head at the next check."
    )
    answer.limits += [
        "A head shows no entries: to check those, give the published folder or its address.",
        *_witness_limits(head),
    ]
    return answer


def of_key(source: KeySource) -> list[str]:
    """Return where the key came from; where it came with what it signs, the first line of the answer says so."""
    match source:
        case KeySource.GIVEN:
            return ["The key is the one that you gave."]
        case KeySource.REMEMBERED:
            return ["The key is the one that you gave at an earlier check of this register."]
        case KeySource.BESIDE:
            return []


_REFUSALS = {
    "E_DRAW_LATE": (
        "Whoever ran the draw could have known the random value before the pool was fixed, and have chosen a pool that gives the "
        "panel they wanted. This draw decides nothing: ask for a new one, with another value that lies ahead."
    ),
    "E_DRAW_SEED": (
        "Either the value or the pool is not the one that was used, or the people were not drawn by it. Ask for the draw to be "
        "repeated in the open, with what you have here beside it."
    ),
    "E_DRAW_RESULT": (
        "Somebody else sits, or stands in, than the lot has chosen, or the order was changed. Drawing again from what you have "
        "here shows it to anybody: keep it, and object."
    ),
    "E_TILE": (
        "A file of the register was changed, damaged or left out after its head was signed; what was signed still stands. Fetch "
        "the files again. If they fail again, keep them and ask whoever publishes them: the signed head proves that these are "
        "not the files it was made over."
    ),
    "E_NOTE_SIGNATURE": (
        "Somebody changed this after it was signed. Fetch it again. If it fails again, keep it and ask whoever publishes it."
    ),
    "E_NOTE_UNSIGNED": (
        "Either the key is not the right one, or somebody else than the register made this. Compare the key with the one that the "
        "register gives out on paper: a register may change its key."
    ),
}


_FALSE_COUNT = (
    "The register is signed, and it contradicts its own rules for counting: the numbers that are published of it cannot be relied "
    "on. That is not your mistake. Save all of it as you have it now: whoever holds its files can repeat this check."
)
_REFUSALS |= dict.fromkeys(
    ("E_ENTRY_PROOF", "E_TOTAL", "E_CELL_PROOF", "E_CLAIM_COUNT", "E_CLAIM_CELLS", "E_CLAIM_ROOT", "E_TILING"),
    _FALSE_COUNT,
)


def of_refusal(code: str) -> list[str]:
    """Return what it means for the reader that a check failed, where the sentence alone leaves them alone."""
    return [_REFUSALS[code]] if code in _REFUSALS else []


def of_fork(files: str) -> str:
    """Return what it means that a head does not contain an earlier one."""
    return (
        "The register contradicts a head that it signed before. That is not your mistake. "
        f"Save all of what you have checked now, and keep {files}: both are signed, and together they prove it."
    )


def of_setback(files: str) -> str:
    """Return what it means that a register shows fewer entries than it did."""
    return (
        "Either what you have checked is an old copy, or the register was set back to an older state and entries are "
        f"gone. Ask whoever publishes it. Keep {files}: that head is signed, and the register must contain it."
    )


def _signed(head: VerifiedCheckpoint) -> str:
    keys = " and ".join(f"{key.name}+{key.key_id.hex()}" for key in head.keys)
    seen = ", ".join(f"{name} ({', '.join(map(utc, times))})" for name, times in head.seen.items())
    witnesses = f", and seen by the outside witnesses {seen}" if seen else ""
    return f"The head with {_entries(head.checkpoint.size)} is signed with the key {keys}{witnesses}."


def _witness_limits(head: VerifiedCheckpoint) -> list[str]:
    return [] if head.quorum_required else [_NO_WITNESS]


def _counted(report: ReceiptReport) -> str:
    """Return what the entry counts as, in the scheme's own words."""
    template, counters = report.template, report.scheme.counters
    if template is None:
        return "Entries of this kind are logged and not counted, and this one is not counted."
    added = _listed([f"{weight} to “{counters[label]}”" for label, weight in template.vector.items()])
    adding = f"adding {added}" if added else "adding nothing to any total"
    return f"It is counted as “{template.words}”, {adding}, and it cannot be counted as anything else."


def _count_details(report: ReceiptReport) -> dict[str, Any] | None:
    template = report.template
    if template is None:
        return None
    return {"template": template.label, "words": template.words, "adds": dict(template.vector)}


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _why_not_mine(report: ReceiptReport) -> str:
    if report.opening.nonce is None:
        return "the record is bound to nobody in particular"
    if report.drawn_by_register:
        return (
            "the register drew the value itself, so this check is not possible, and two people could have been given "
            "this receipt"
        )
    return "you gave no value of your own with --nonce"


def _facts(data: dict[str, Any]) -> list[str]:
    spelt = (
        (name, value if isinstance(value, str) else canonical.dumps(value).decode()) for name, value in data.items()
    )
    return [f"{name}: {value}" for name, value in spelt]


def _register_warnings(report: AuditReport) -> list[str]:
    findings = report.findings
    warnings: list[str] = []
    if findings.day_order:
        warnings.append(
            f"{_some(findings.day_order)} dated earlier than an entry before it. "
            "The day is a coarse label; the order in the list is what counts. [W_DAY_ORDER]"
        )
    if findings.unpublished:
        warnings.append(
            f"{_some(findings.unpublished)} a notice or a change of key whose text is not published here."
        )
    return warnings


def _some(indexes: list[int]) -> str:
    more = f" (and {len(indexes) - 1} others)" if len(indexes) > 1 else ""
    return f"Entry {indexes[0]}{more} is"


def _head_details(head: VerifiedCheckpoint) -> dict[str, Any]:
    return {
        "origin": head.checkpoint.origin,
        "size": head.checkpoint.size,
        "root": b64encode(head.checkpoint.root),
        "witnesses": {name: list(times) for name, times in head.seen.items()},
        "witnesses_required": head.quorum_required,
    }


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
