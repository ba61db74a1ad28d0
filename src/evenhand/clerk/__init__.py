"""What happens by itself: the log's files and checkpoints, periods, sealed looks, reply windows that pass, expired drafts.

All of it is idempotent and computed from the database, so that what a crash interrupted is done on restart.
"""
