"""The demonstration organisation: a year of an invented membership body, the same people and events each time (DESIGN 5.17).

`script/` holds what is told and what is written, `plan` who complains when and how it goes, `life` and `casework` how one complaint
runs, `play` the order of everything. It is played by the office's own verbs, person by person, so nothing in it is made otherwise
than a real organisation's year would be. Keys, phrases and passwords are fresh each time.
"""
