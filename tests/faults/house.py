"""The organisation that faults are played on: it has people, complaints, a signed log, and the doctor."""

from dataclasses import dataclass

from evenhand.clerk.doctor import Examined, examine
from evenhand.clerk.integrate import Integrator
from tests.office.team import Team


@dataclass(frozen=True, slots=True)
class House:
    """A team at work, and whoever signs its register."""

    team: Team
    integrator: Integrator

    def integrate(self) -> None:
        """Bring every entry into the tree and sign it."""
        while self.integrator.run() is not None:
            pass

    def examine(self) -> Examined:
        """What the doctor finds."""
        integrator = self.integrator
        return examine(integrator.files, integrator.guard, self.team.office.blobs, integrator.signer.vkey)

    def doctor(self) -> str:
        """What the doctor says, a line for each trouble; asserts that there is one."""
        troubles = self.examine().troubles
        assert troubles, "The doctor has noticed nothing."
        return "\n".join(trouble.line() for trouble in troubles)
