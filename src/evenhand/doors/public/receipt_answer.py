"""What a receipt proves, in words, checked with the code of `evenhand-verify` (REGISTER.md section 6)."""

from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from evenhand.doors.look.parts import Row, Tone
from evenhand.doors.public.log import NoHeadError, open_log
from evenhand.doors.public.words import kind_name
from evenhand.doors.witness_words import signed_in_words
from evenhand.office.witness_policy import OwnPolicy
from evenhand.office.witnessed import signers
from evenhand.process.acts import ACTS
from evenhand_register import canonical, heads, nonce, receipt
from evenhand_register.errors import RegisterError
from evenhand_register.receipt import ReceiptReport
from evenhand_register.tools.answers import plain


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its sentence, the code of what failed, what the receipt says, and what was not shown."""

    tone: Tone
    title: str
    sentence: str
    code: str = ""
    rows: tuple[Row, ...] = ()
    facts: tuple[Row, ...] = ()
    limits: tuple[str, ...] = ()


def verify(raw: bytes, mark: str, log_folder: Path, own: OwnPolicy) -> Answer:
    """Check a receipt under the register's own key and its witnesses', and the list as it is published now against it."""
    try:
        report = receipt.verify(raw, own.keys, nonce.read(mark) if mark else None)
    except RegisterError as error:
        return Answer("bad", _("Not verified"), error.sentence, error.code)
    return _contradiction(report, log_folder, own) or _verified(report)


def _contradiction(report: ReceiptReport, log_folder: Path, own: OwnPolicy) -> Answer | None:
    """Whether the list published now still contains all that it contained under the receipt's head."""
    try:
        log = open_log(log_folder, own.keys)
        heads.check_growth(report.head.checkpoint, log.head, log.hashes)
    except NoHeadError:
        return None
    except RegisterError as error:
        said = _(
            "Your receipt is properly signed, but the list that is published here now does not contain it. That is not your "
            "mistake. Keep your receipt, and the head from this server’s page: together they prove it to anybody."
        )
        return Answer("bad", _("The register contradicts your receipt"), f"{said} {error.sentence}", error.code)
    return None


def _verified(report: ReceiptReport) -> Answer:
    head = report.head.checkpoint
    index, data = report.index, report.opening.facts["data"]
    link = format_html('<a href="{}">{}</a>', reverse("public:entry", args=[index]), _("entry %(n)s") % {"n": index})
    act = ACTS.get(str(data.get("act")))
    rows = [
        Row(_("Where it stands"), format_html("{}, {}", link, _("of %(n)s in the list then") % {"n": head.size})),
        Row(_("Register"), head.origin),
        Row(_("Kind"), f"{kind_name(report.entry.kind)}: {plain(report.group.words)}"),
        Row(_("Logged on"), report.entry.day),
    ]
    if act is not None:
        rows.insert(0, Row(_("What was recorded"), _(act.words)))
    if report.template is not None:
        rows.append(Row(_("Counted as"), plain(report.template.words)))
    signed = signers(report.head)
    rows += [Row(_("Signed by the witness"), f"{one.key_name}: {signed_in_words(one)}") for one in signed]
    mine = _("Yes. The mark that you gave is in the record.") if report.mine_alone else _("Not checked.")
    mine = _("Not possible to check: we drew the mark.") if report.drawn_by_register else mine
    rows.append(Row(_("Yours alone?"), mine))
    return Answer(
        tone="good",
        title=_("Verified, by this server’s own word"),
        sentence=_("This step is registered, and the list that is published now still contains it."),
        rows=tuple(rows),
        facts=tuple(Row(plain(name), plain(_spelt(value))) for name, value in sorted(data.items())),
        limits=tuple(_limits(report)),
    )


def _limits(report: ReceiptReport) -> list[str]:
    limits = [_("It shows what was registered, not that a category is true or a decision right.")]
    if not any(one.independent for one in signers(report.head)):
        limits.append(
            _(
                "No outside witness has signed the head in it. Fetched again later, your receipt will have what came since."
            )
        )
    if report.drawn_by_register:
        limits.append(
            _("Whether the same receipt was handed to somebody else cannot be checked: we drew the mark in it.")
        )
    elif not report.mine_alone:
        limits.append(
            _("Whether the same receipt was handed to somebody else was not checked: give your own mark for that.")
        )
    return limits


def _spelt(value: object) -> str:
    return value if isinstance(value, str) else canonical.dumps(value).decode()
