"""The verbs: one file for each thing that a person can do.

Each verb loads the state, asks `process` for facts or a refusal, seals what is secret, and appends all of it in one short
transaction (DESIGN section 4). No verb has a way round the check or the log.
"""
