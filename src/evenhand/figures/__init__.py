"""Counting, time to close, suppression of small numbers, charts. Pure: rows in, figures out; no clock, no database.

`summary.summarise` makes every figure from three streams of rows (`model`); `report` writes them out, each with the
definition (`definitions`) it stands under. `suppress` and `periods` make what may be published; `charts` draws it.
"""
