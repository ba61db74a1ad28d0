"""What the vault refuses. Every message is one plain sentence that holds no secret, so it may be logged."""


class VaultError(Exception):
    """Base of everything that the vault raises on purpose."""


class CannotOpen(VaultError):
    """A key, phrase or password does not open what it was tried on, or that was changed since it was sealed."""


class WrongPassword(CannotOpen):
    """The password does not fit the account, or there is no such account: the two are not told apart."""


class AgentError(VaultError):
    """The key agent did not do what was asked. `code` is one of `evenhand.vault.agent.codes`."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class AgentUnavailable(AgentError):
    """No key agent answers: nothing opens until it runs again."""


class AgentBusy(AgentError):
    """The key agent has as much to do as it allows itself; try again in a few seconds."""


class TriedTooOften(AgentError):
    """Too many wrong tries came before this one, which was not looked at; the next may come after `seconds`."""

    def __init__(self, code: str, sentence: str, seconds: int) -> None:
        super().__init__(code, sentence)
        self.seconds = seconds


class SlotGone(AgentError):
    """The slot is unknown, has expired, or this is not its cookie half: the person signs in again."""


class BeginAgain(AgentError):
    """A new second factor was shown and not confirmed in time, too many wrong codes came, or the account changed meanwhile."""


class PasskeyRefused(AgentError):
    """What a device answered is no new passkey for this account and page, or the account has it already, or as many as it may."""


class SignInRefused(AgentError):
    """Wrong account, password or code: which of them is not told."""
