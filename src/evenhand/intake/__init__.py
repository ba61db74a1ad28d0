"""The ways in for what people already have: spreadsheets, mailboxes, chats. All of it is hostile until shown.

Reading never guesses: what a table means stands in a map, and what cannot be read is said, with row, column, value
and reason.
"""
