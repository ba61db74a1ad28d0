"""Rows and blobs: what is stored, how it is appended to, and how it is asked for.

Only `append` writes to the register, in one short transaction under the lock of the head row (DESIGN section 4).
Models hold rows and relations; they never branch on a stage.
"""
