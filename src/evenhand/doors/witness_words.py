"""Outside witnesses in words, for every door that speaks of them: who signed, when, and why somebody did not."""

from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evenhand.office.witnessed import Signed, Witnessed
from evenhand.records.queries.witnesses import WitnessState


def moment(when: datetime) -> str:
    """A witness's own time, to the second."""
    return _("%(when)s UTC") % {"when": date_format(when.astimezone(UTC), "j F Y, H:i:s")}


def signed_when(signed: Signed) -> str:
    """When a witness signed one head: once, or first and last."""
    if not signed.times:
        return _("Signed, with a time that is none.")
    first, last = moment(signed.times[0]), moment(signed.times[-1])
    if first == last:
        return _("Signed on %(when)s.") % {"when": first}
    return _("Signed on %(first)s, and again on %(last)s.") % {"first": first, "last": last}


def signed_in_words(signed: Signed) -> str:
    """The same on a receipt, where nothing else is said of a witness that is not independent."""
    return signed_when(signed) if signed.independent else f"{signed_when(signed)} {_('It is not independent.')}"


def independence(*, independent: bool) -> str:
    """What a witness's name tells of who runs it."""
    if independent:
        return _(
            "It bears another name than the register. Find out who runs it, and whether they depend on the organisation."
        )
    return _(
        "Not independent: it bears the register’s own name, so it is run by those whom it should watch. It shows how witnessing "
        "works and protects nobody."
    )


def standing(one: Witnessed) -> str:
    """How a witness stands to the list as it is: that it signed, or why not."""
    said = _late(one) if one.late else ""
    if one.contradicts or one.signed is None:
        said = " ".join(filter(None, (_state(one), said)))
    return " ".join(filter(None, (signed_when(one.signed) if one.signed else "", said)))


def _late(one: Witnessed) -> str:
    if one.is_ahead:
        return _("It states a time that is still to come: its clock is wrong, or ours.")
    if one.newest is None:
        return _("It has not signed for more than a day.")
    return _("It signed last on %(when)s, and should every hour.") % {"when": moment(one.newest)}


def _state(one: Witnessed) -> str:
    noted = one.noted
    if noted is None:
        return _("It has not been asked yet.")
    since = {"since": moment(noted.since), "size": noted.size or 0}
    match noted.state:
        case WitnessState.SIGNED:
            return _("It signed the list when it had %(size)s entries, and is being asked about this one.") % since
        case WitnessState.AWAY:
            return _("It has not answered since %(since)s. It is asked again every few minutes.") % since
        case WitnessState.FAILED:
            return (
                _(
                    "It has answered without a signature since %(since)s: something is wrong where it runs. It is asked again."
                )
                % since
            )
        case WitnessState.UNKNOWN:
            return _("It answers that it does not serve this register, or does not know its key.")
        case WitnessState.CLAIMS:
            return _(
                "It says that it saw another or a longer list of this name, and has shown nothing that proves it. One of the two "
                "is wrong. Keep the head that you see here, and ask both."
            )
        case WitnessState.SET_BACK:
            return _(
                "It shows a head that was signed with this register’s own key, and the list here does not contain it: the register "
                "was set back or rewritten, or its key is in other hands. While that is so nothing more is signed. Complaints are "
                "taken."
            )
