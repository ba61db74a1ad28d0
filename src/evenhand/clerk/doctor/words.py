"""What the rows of each table are for, in words for whoever reads what the doctor says."""

MEANING = {
    "account": "Whoever it stands for can sign in.",
    "allegation": "Lists and figures are made of it; decisions are not.",
    "appointment": "It gives somebody a role.",
    "barred": "It keeps somebody away from a complaint.",
    "case": "Lists and figures are made of it; decisions are not.",
    "compartment": "It says which key words and files are sealed to.",
    "complaint": "Lists and figures are made of it; decisions are not.",
    "entry": "It is a line of the register itself.",
    "grant": "It lets somebody open what is sealed.",
    "hand": "It says who has worked on a complaint, and so who is too close to it for another task.",
    "head": "It says how long the register is.",
    "link": "It says which complaints are read together.",
    "look": "It says who looked at what.",
    "period": "It says which entries a published figure is made of.",
    "phraseholder": "It leads the holder of a phrase to their complaint.",
    "record": "It holds what an entry of the register stands for.",
    "rulebooktext": "Cases are decided under it.",
    "sealed": "It holds sealed words, or the key to a sealed file.",
    "step": "Figures are counted from it.",
    "submissiontoken": "It keeps a complaint that is sent twice from being counted twice.",
}
"""By table. Every projected and committed table has its sentence; a test refuses one without."""


def added(table: str) -> str:
    """A row that no act accounts for."""
    return f"This row was put in behind the register's back: no act accounts for it. {MEANING[table]}"


def removed(table: str) -> str:
    """A row that the acts call for and that is not there."""
    return f"This row was taken away: the acts say that it should be there. {MEANING[table]}"


def changed(table: str, found: str, expected: str) -> str:
    """A column that says something else than the acts."""
    return f"This was changed: it is {found}, and the acts say {expected}. {MEANING[table]}"
