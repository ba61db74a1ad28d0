"""Keeping the agent's memory in the agent: no core dumps, no debugger, no other user on the socket."""

import ctypes
import os
import socket
import struct
import sys

from evenhand.vault.core_files import write_no_core_file

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_UCRED = struct.Struct("iII")  # pid, uid, gid: unix(7), SO_PEERCRED


def keep_memory_private() -> None:
    """Switches core dumps off and, on Linux, attaching to this process and reading its memory by the same user."""
    write_no_core_file()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "The key agent cannot make its memory private, so it does not start.")


def is_same_user(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the same user, as the kernel says.

    Where the kernel does not say (not Linux), the 0700 directory and 0600 socket are what keeps others out.
    """
    if sys.platform != "linux":
        return True
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    _, uid, _ = _UCRED.unpack(raw)
    return bool(uid == os.geteuid())
