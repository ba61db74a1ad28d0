"""Keys and sealing: bytes in, bytes out; and the key agent (DESIGN 5.6 to 5.10).

keys      the types of secrets, key pairs, key references
wrap      one secret, sealed to one key pair
box       bytes, sealed under one key that both sides hold
seal      one record's content, sealed under a key of its own, its length hidden
stream    files, sealed chunk by chunk as they arrive
phrase    the twelve words that stand in for an account
password  staff accounts: one Argon2id run that both checks the password and unlocks the person's key
totp      the second factor
agent     the one process that holds unlocked keys, and its client

Everything outside `agent` is pure: it reads no clock, file, setting or source of randomness; `entropy` is passed in.
What Python cannot do: wipe memory. A secret stays in a process's memory until it is overwritten by chance, which is
why unlocked keys are kept in one small process and nowhere else.
"""
