"""The command line of the register: `evenhand-verify`. The only part of this package that reaches outside.

verify      arguments, exit codes, and which check is made of what
sources     what is to be checked: a file, a folder, a web address
trust       which key counts, and where it came from
memory      the keys and heads kept from earlier checks
answers     what was found, in words for a person or as JSON
words       the sentences for each thing that can be checked; `totals` has those of counts and statements
"""
