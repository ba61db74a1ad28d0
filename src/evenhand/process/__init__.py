"""The rules as pure functions and tables: what may happen next, who may do it, and by when.

Nothing here reads a clock, a database, a setting or chance: all of it is passed in. `decide` answers a command with
facts or a refusal; `fold` turns facts back into state. The register stores the facts, so state and register cannot
disagree.
"""
