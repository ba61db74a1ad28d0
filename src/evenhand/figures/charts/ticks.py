"""Round numbers for an axis."""


def nice_ticks(most: int) -> tuple[int, ...]:
    """From 0 to the first step at or above `most`, in at most five steps of 1, 2 or 5 times a power of ten."""
    reach = max(most, 1)
    power = 1
    while 25 * power < reach:
        power *= 10
    step = next(step for step in (power, 2 * power, 5 * power) if 5 * step >= reach)
    return tuple(range(0, -(-reach // step) * step + 1, step))
