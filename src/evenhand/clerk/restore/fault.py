"""Why a restore stops."""


class RestoreFault(Exception):
    """The register cannot go on from this; the message says why and what to do. Nothing was changed."""


class GuardMissing(RestoreFault):
    """There is no guard: two people have to say that the head in the tiles is the last that was signed."""
