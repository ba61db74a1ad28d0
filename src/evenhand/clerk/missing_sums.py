"""What to say of counted entries whose sums are gone: what it means, and what is left to do (DESIGN 5.13)."""

NEW_ORIGIN = (
    "No statement can be made of the period that holds them, nor of any after it. Figures go on as computed ones; proved ones need "
    "a new register with a new origin, whose first notice names this one's last size and root."
)


def not_here(missing: range) -> str:
    """`missing` goes from the first to the last of them."""
    which = f"entry {missing.start}" if len(missing) == 1 else f"the entries {missing.start} to {missing.stop - 1}"
    return (
        f"The sums of what {which} counted are not here: they were lost with a database, or taken away. {NEW_ORIGIN}"
    )
