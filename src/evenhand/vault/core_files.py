"""No core files: a program that ends badly leaves nothing of its memory on the disk, which may hold what people wrote."""

import resource


def write_no_core_file() -> None:
    """Switch core files off for this process and all that it starts.

    Where the kernel pipes cores to a program, that program is told the same limit; systemd-coredump then keeps nothing.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
