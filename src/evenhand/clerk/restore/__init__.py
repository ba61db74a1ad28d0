"""Going on after a loss, with a backup, the log's second path and the folder kept apart (DESIGN 5.13).

The rule: nothing that was ever signed is left out or written anew. What a backup is too old to hold comes back as its public
lines, which are all that the second path has of it, and the register says so in a notice.
"""
