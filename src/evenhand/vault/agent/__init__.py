"""The key agent: the one process that holds unlocked keys and the instance key (DESIGN 5.8).

`serve` starts it (`launch`), every other process asks it (`client`). One connection carries one request and one
answer, each a frame: four bytes of length, big-endian, then a JSON object in UTF-8. Bytes inside JSON are base64.

    request   {"do": one of sign-in, whose, open, sign-out, sign-out-person, change-password, begin-device, finish-device,
              passkey-challenge, add-passkey, remove-passkey, try-phrase, phrase-opened, status, stop; ...}
    answer    {"ok": true, ...}    or    {"ok": false, "code": one of `codes.Code`, "sentence": "..."}

What it guards against, and what not. A copy of the database, of a backup or of the disk without `keys/` opens
nothing. Nor does the table of slots (a dump of it lacks the cookies' halves), nor a cookie without the agent.
Somebody who can write the database cannot make themselves staff: `sign-in` lets the instance key stand in only with
the proof that `vouch_for` made for that person's key. Whoever runs code as the agent's own system user can read
`keys/instance.key` and ask the agent what they like: that is the running server, and no software here can help.
"""
