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
    "oversightanswer": "Everybody reads it as what the organisation answered.",
    "oversightfinding": "Everybody reads it as what an overseer found.",
    "opening": "It lets an overseer read a complaint that two of them opened.",
    "partytoken": "A party is found by it, and conflicts of interest are.",
    "period": "It says which entries a published figure is made of.",
    "phraseholder": "It leads the holder of a phrase to their complaint.",
    "record": "It holds what an entry of the register stands for.",
    "rulebooktext": "Cases are decided under it.",
    "sealed": "It holds sealed words, or the key to a sealed file.",
    "step": "Figures are counted from it.",
    "tie": "It keeps somebody away from the cases of people whom they are tied to.",
    "tietoken": "Conflicts of interest are found by it.",
    "submissiontoken": "It keeps a complaint that is sent twice from being counted twice.",
    "workaddress": "It keeps one person from being given two accounts.",
}
"""By table. Every projected and committed table has its sentence; a test refuses one without."""


NOUN = {
    "account": "An account",
    "allegation": "An allegation in the lists",
    "appointment": "An appointment",
    "barred": "A note of who is kept away from a complaint",
    "case": "A case in the lists",
    "compartment": "A key that words and files are sealed to",
    "complaint": "A complaint in the lists",
    "entry": "An entry",
    "grant": "A wrapped key",
    "hand": "A note of who has worked on a complaint",
    "head": "The head of the register",
    "link": "A link between two complaints",
    "look": "A look",
    "oversightanswer": "An answer to a recommendation",
    "oversightfinding": "An oversight finding",
    "opening": "A note of whom a complaint is open to",
    "partytoken": "A token of a party",
    "period": "A closed period",
    "phraseholder": "What leads from a phrase to its complaint",
    "record": "A record",
    "rulebooktext": "A rulebook",
    "sealed": "A sealed text or file",
    "step": "A counted step",
    "tie": "A tie that somebody declared",
    "tietoken": "A token of somebody to whom a tie was declared",
    "submissiontoken": "The mark of a submission",
    "workaddress": "The mark of somebody's work address",
}
"""By table: what a row is called in a sentence."""
_PHRASE_KEY = (
    "The key of whoever holds a phrase was exchanged. It is believed no more: later generations of the complaint's keys are not "
    "granted to it, and none is made where the register does not have the right one."
)
_OVERWRITTEN = {
    ("account", "digest"): "The sign-in name, the name, the password or the key of an account was exchanged.",
    (
        "appointment",
        "stand_in",
    ): "The proof with which keys are granted to a person was exchanged. It is believed no more.",
    (
        "compartment",
        "public",
    ): "A key that words and files are sealed to was exchanged. Nobody here could read what is sealed to it.",
    (
        "compartment",
        "vouched",
    ): "The proof for a team's key was exchanged. It is believed no more, and nothing is granted to that key.",
    (
        "grant",
        "wrap",
    ): "A wrapped key was overwritten. Whoever it was for can open nothing with it, unless a backup has it.",
    ("phraseholder", "public"): _PHRASE_KEY,
    ("phraseholder", "learnt"): _PHRASE_KEY,
    (
        "partytoken",
        "said",
    ): "A token of a party was changed: whoever it is of is no longer found, or somebody else is found in their place.",
    (
        "tietoken",
        "said",
    ): "A token of somebody to whom a tie was declared was changed: the conflict is not found any more.",
    (
        "oversightanswer",
        "digest",
    ): "What the organisation answered to a recommendation was changed after it was recorded. A public notice holds its hash.",
    (
        "oversightfinding",
        "digest",
    ): "The text of an oversight finding was changed after it was published. A public notice holds its hash.",
    (
        "workaddress",
        "said",
    ): "The mark of somebody's work address was changed: a second account for the same person would not be noticed.",
    ("rulebooktext", "text"): "The text of a rulebook was changed after it was adopted. Cases are decided under it.",
    (
        "sealed",
        "ciphertext",
    ): "Sealed words were overwritten or removed. Unless a backup has them, nobody can read them again.",
    (
        "sealed",
        "wrap",
    ): "The key to sealed words or a file was overwritten. Unless a backup has it, nobody can open them again.",
}
"""Columns of which acts hold a hash, where to say the two hashes would tell nobody anything."""


TAKEN_BACK = "grant, taken back"
"""What the doctor calls rows of grants as far as they say that a grant has ended."""


def added(table: str) -> str:
    """A row that no act accounts for."""
    if table == TAKEN_BACK:
        return "A wrapped key was destroyed, and no act of the register took it back. Whoever it was for can open nothing with it."
    return f"{NOUN[table]} that no act of the register accounts for: it was put in behind the register's back. {MEANING[table]}"


def removed(table: str) -> str:
    """A row that the acts call for and that is not there."""
    if table == TAKEN_BACK:
        return "A wrapped key that an act of the register took back is there again: somebody put it there, and it lets them read."
    return f"{NOUN[table]} is gone, and the acts of the register say that it should be there: it was taken away. {MEANING[table]}"


def changed(table: str, column: str, found: str, expected: str) -> str:
    """A column that says something else than the acts."""
    said = f"{NOUN[table]} was changed: {column} is {found} here, and the acts of the register say {expected}. {MEANING[table]}"
    return _OVERWRITTEN.get((table, column), said)
