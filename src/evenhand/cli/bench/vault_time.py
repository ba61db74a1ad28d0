"""A stop watch around the vault, for a process that measures and does nothing else. The product has no such thing."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any

CALLED = {
    "evenhand.vault.seal": ("seal", "open_sealed"),
    "evenhand.vault.stream": ("open_stream",),
    "evenhand.vault.keys": ("new_key_pair", "new_content_key"),
    "evenhand.vault.phrase": ("phrase_keys",),
    "evenhand.office.chains": ("chains_to", "team_chains"),
}
"""Functions that only sealing needs, by module."""
METHODS = {
    ("evenhand.vault.stream", "Sealer"): ("__init__", "update", "finish"),
    ("evenhand.vault.wrap", "Wrapper"): ("__init__", "wrap"),
    ("evenhand.vault.wrap", "Unwrapper"): ("__init__", "unwrap"),
    ("evenhand.vault.agent.client", "AgentClient"): ("open", "rewrap", "tokens", "whose"),
}
"""The same of classes. `whose` is a session's question to the key agent, which holds sessions because it holds keys."""
PARTS = {
    "seal": "sealing",
    "stream": "sealing",
    "keys": "wrapping",
    "phrase": "wrapping",
    "wrap": "wrapping",
    "chains": "finding wraps",
    "client": "key agent",
}
"""What each module's time is called in a report."""


class Watch:
    """Adds up milliseconds by part. Of calls within calls the outermost counts."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._within = False

    def put_on(self) -> None:
        """Wrap everything, wherever it was imported to. Whatever is to be watched has to be imported before."""
        for module, names in CALLED.items():
            for name in names:
                self._replace(getattr(sys.modules[module], name), PARTS[module.rpartition(".")[2]])
        for (module, owner), names in METHODS.items():
            holder = getattr(sys.modules[module], owner)
            for name in names:
                setattr(holder, name, self._timed(getattr(holder, name), PARTS[module.rpartition(".")[2]]))

    def _replace(self, function: Callable[..., Any], part: str) -> None:
        timed = self._timed_pieces(function, part) if isgeneratorfunction(function) else self._timed(function, part)
        for name, module in list(sys.modules.items()):
            if name.startswith("evenhand."):
                for attribute, value in list(vars(module).items()):
                    if value is function:
                        setattr(module, attribute, timed)

    def _timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._within:
                return function(*args, **kwargs)
            self._within, began = True, time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent[part] += (time.perf_counter() - began) * 1000  # type: ignore[assignment]
                self._within = False

        return timed

    def _timed_pieces(self, function: Callable[..., Iterator[Any]], part: str) -> Callable[..., Iterator[Any]]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            pieces = function(*args, **kwargs)
            following = self._timed(lambda: next(pieces, None), part)
            while (piece := following()) is not None:
                yield piece

        return timed
