"""What wraps are bound to, so that none can be passed off as the wrap of something else (see `vault.wrap`)."""


def grant_purpose(compartment: str) -> bytes:
    """The purpose of a grant: the private half of this compartment (its key id), wrapped to a grantee."""
    return b"compartment:" + compartment.encode()


def record_purpose(address: str) -> bytes:
    """The purpose of the wrap of a record's or file's key; `address` is that of its ciphertext."""
    return b"sealed:" + address.encode()
