"""Everybody who can send us something, with every stage of a complaint in front of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client

from evenhand.office.draw_sample import draw_sample
from evenhand.office.publish_finding import answer_recommendation, publish_finding
from evenhand.office.ties import declare_tie
from evenhand.process import commands as c
from evenhand.process.numbers import number
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.systemic import Draft, Said
from evenhand.process.ties import TieKind
from tests.doors.desk import test_passkeys
from tests.doors.desk.house import House, enrolment
from tests.doors.portal.walk import ANSWERS, Visitor
from tests.hostile.send import send
from tests.hostile.surface import Form, Walk
from tests.office.keys import keys_of
from tests.office.lots import Lots

STAGES = {
    "received": ("ines",),
    "acknowledged": ("tara",),
    "accepted": ("mona",),
    "opened": ("mona",),
    "frozen": ("mona",),
    "drawn": ("mona",),
    "assigned": ("mona", "ivan"),
    "started": ("ivan",),
    "noticed": ("ivan",),
    "answered": ("ivan",),
    "recommended": ("dora",),
    "held": ("rosa",),
    "decided": ("mona",),
    "told": ("mona",),
    "closed": ("olga", "mona"),
    "declined": ("ines",),
}
"""Whose turn it is at each stage of a complaint, as `House` or `Further` brings it there."""

WITHOUT_CASES = ("adam", "anna", "lena")
"""Those who see no case, and pages of their own."""


@dataclass
class Further(House):
    """A house that stops at more stages."""

    lots: Lots | None = None

    def frozen(self, token: str) -> int:
        """A pool was frozen, and its value can be known."""
        index = self.opened(token)
        self.the_lots.freeze(self.person("mona"), index)
        self.the_lots.wait()
        return index

    def drawn(self, token: str) -> int:
        """Somebody was drawn to decide."""
        index = self.opened(token)
        self.do(index, "mona", c.Assign(case=1, duty="investigate", person=self.refs["ivan"]))
        self.the_lots.freeze(self.person("mona"), index)
        self.the_lots.draw([self.person("mona"), self.person("ivan")], index)
        return index

    @property
    def the_lots(self) -> Lots:
        """Those of the organisation that is walked through."""
        assert self.lots is not None
        return self.lots


def can_be_filled(form: Form) -> bool:
    """Whether anything can be typed or chosen in it. What is only a button, such as to sign out, is not pressed here."""
    return set(form.values) | set(form.choices) | set(form.files) > {"csrfmiddlewaretoken"}


@dataclass
class People:
    """Browsers by name, and the form of each kind with the browser it was found in."""

    house: Further
    clients: dict[str, Client] = field(default_factory=dict)
    walk: Walk = field(default_factory=Walk)
    found: list[tuple[str, Form]] = field(default_factory=list)

    def look_round(self, sign: Callable[[], None]) -> None:
        """Walk as everybody; `sign` does what the clerk does."""
        self.house.go_on()
        tie = declare_tie(
            self.house.office,
            self.house.refs["irma"],
            TieKind.FRIEND,
            "Somebody Else",
            "",
            keys_of(enrolment("irma").key_pair),
        )
        assert isinstance(tie, str), "with it, whoever assigns is asked about ties"
        self._oversee()
        for stage, logins in STAGES.items():
            index = getattr(self.house, stage)(stage)
            for login in logins:
                self._walk(login, self._staff(login), f"/desk/complaints/{number(index)}/")
        for login in WITHOUT_CASES:
            self._walk(login, self._staff(login), "/desk/", "/desk/people/")
        self._walk("stranger", Client(), "/", "/register/", "/desk/sign-in/", "/exit/", "/follow/")
        self._new_device()
        self._passkeys()
        self._walk("writer", self._writer(), "/complain/", "/complain/check/")
        complainant = self._complainant()
        sign()
        self._walk("complainant", complainant, "/follow/complaint/")

    def _oversee(self) -> None:
        """Olga has drawn a sample and published an oversight finding, which Anna has answered."""
        office, refs = self.house.office, self.house.refs
        self.house.received("to be drawn")
        assert draw_sample(office, refs["olga"], Frame(FrameKind.OPEN), 1, "1623541623534621") == 1
        draft = Draft("Replies are late", "Half of them waited for weeks.", ("Answer within five days.",), (1,))
        assert publish_finding(office, refs["olga"], draft) == 1
        assert answer_recommendation(office, refs["anna"], Said(1, 1, "accepted")) is None

    def _walk(self, who: str, client: Client, *starts: str) -> None:
        self.clients[who] = client
        known = set(self.walk.forms)
        self.walk.go(client, *starts)
        while new := [form for kind, form in self.walk.forms.items() if kind not in known]:
            known.update(form.kind for form in new)
            self.found += [(who, form) for form in new]
            for form in filter(can_be_filled, new):
                self.walk.read(form.action, send(client, form, form.filled()))  # what comes next may be a form too

    def _passkeys(self) -> None:
        """Somebody who has a passkey, at an address where there are any."""
        client = self._staff("tara")
        client.defaults["HTTP_HOST"] = test_passkeys.HERE["HTTP_HOST"]
        added = test_passkeys.add(self.house, client, test_passkeys.device(), login="tara")
        assert added.status_code == 302, added.content.decode()
        self._walk("keyholder", client, test_passkeys.PAGE, test_passkeys.SIGN_IN)

    def _new_device(self) -> None:
        """Somebody who is shown a new second factor, and is asked for a code of it."""
        client, known = Client(), set(self.walk.forms)
        page = "/desk/new-device/"
        self.clients["owner"] = client
        self.walk.read(page, client.post(page, self.house.credentials("nora")))
        self.found += [("owner", form) for kind, form in self.walk.forms.items() if kind not in known]

    def _staff(self, login: str) -> Client:
        return self.clients.get(login) or self.house.client(login)

    def _writer(self) -> Client:
        visitor = Visitor(Client())
        visitor.answer()
        visitor.add_files(b"a letter")
        return visitor.client

    def _complainant(self) -> Client:
        visitor = Visitor(Client())
        visitor.answer(about=ANSWERS["about"])
        visitor.add_files(b"a letter")
        visitor.send()
        assert "registered" in visitor.text, visitor.text
        return visitor.client
