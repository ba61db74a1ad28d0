"""Something that an administrator is to mend, said once a day as long as it is so."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

AGAIN = timedelta(days=1)


class Reminding:
    """`what` answers with the sentence, None where there is nothing to say."""

    def __init__(self, what: Callable[[], str | None]) -> None:
        self._what = what
        self._said: datetime | None = None

    def tend(self, now: datetime) -> Sequence[str]:
        """What there is to say at this moment. To be called once a minute by who leads."""
        if self._said is not None and now - self._said < AGAIN:
            return ()
        sentence = self._what()
        if sentence is None:
            return ()
        self._said = now
        return (sentence,)
