"""Which network address a request came from, where that says anything: for fairness while many come at once, and kept nowhere."""

import ipaddress
from collections.abc import Mapping
from typing import Any

UNKNOWN = ""
"""Of a request that came from this machine itself: a proxy that says no more, or an onion service."""


def sender(environ: Mapping[str, Any], *, behind_proxy: bool) -> str:
    """The address, or UNKNOWN. Behind a proxy it is what the proxy itself added last to `X-Forwarded-For`."""
    said = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2] if behind_proxy else ""
    address = said.strip() or str(environ.get("REMOTE_ADDR", ""))
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    return UNKNOWN if parsed.is_loopback else str(parsed)


def network(address: str) -> str:
    """The network that wrong tries from this address count for: of IPv6 the first 64 bits, which one subscriber has whole."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False).network_address)
