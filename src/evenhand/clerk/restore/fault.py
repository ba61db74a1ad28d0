"""Why a restore stops."""


class RestoreFault(Exception):
    """The register cannot go on from this; the message says why and what to do. Nothing was changed."""


class SumsMissing(RestoreFault):
    """The sums of what is not stated yet cannot be put back: somebody has to say that they are lost."""


class GuardMissing(RestoreFault):
    """There is no guard: two people have to say that the head in the tiles is the last that was signed."""
