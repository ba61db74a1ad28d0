"""The key agent: the one process that holds people's unlocked keys (DESIGN 5.8, ADR 0022).

`serve` starts it (`launch`), every other process asks it (`client`). One connection carries one request and one
answer, each a frame: four bytes of length, big-endian, then a JSON object in UTF-8. Bytes inside JSON are base64.

    request   {"do": one of sign-in, whose, open, rewrap, sign-out, sign-out-person, change-password, begin-device, finish-device,
              passkey-challenge, add-passkey, remove-passkey, try-phrase, phrase-opened, status, stop; ...}
    answer    {"ok": true, ...}    or    {"ok": false, "code": one of `codes.Code`, "sentence": "..."}

What it guards against, and what not. A copy of the database, of a backup or of the disk without `keys/` opens
nothing. Nor does the table of slots (a dump of it lacks the cookies' halves), nor a cookie without the agent.
Somebody who can write the database cannot make themselves staff: it holds no key, only wraps, and `rewrap` wraps a key only to
public halves for which `vouch_for` made a proof. Whoever runs code as the agent's own system user can make such proofs, and ask for
what the people who are signed in can open: that is the running server, and no software here can help.
"""
