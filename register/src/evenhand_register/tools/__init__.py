"""The command lines of the register: `evenhand-verify` and `evenhand-witness`. Only they reach outside of this package.

verify      arguments, exit codes, and which check is made of what
sources     what is to be checked: a file, a folder, a web address
trust       which key counts, and where it came from
memory      the keys and heads kept from earlier checks
answers     what was found, in words for a person or as JSON
words       the sentences for each thing that can be checked; `totals` has those of counts and statements
draws       the sentences about a panel draw

witness          arguments, exit codes, and what a witness shows of itself
witness_service  what is answered over HTTP
witness_http     HTTP with a limit on all that a stranger can make large or slow
witness_folder   key, trusted logs, evidence
witness_heads    what was cosigned: read, decided and stored in one step
witness_journal  what is said of all this
witness_sender   how a log posts a head to somebody's witness
"""
