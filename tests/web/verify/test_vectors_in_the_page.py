"""The page and the published vectors: each item is accepted, or refused with the code that the Python verifier gives."""

import pytest

from tests.web.verify.conftest import VECTORS, b64, vectors

pytestmark = pytest.mark.browser

RECEIPTS = vectors("receipt.json")


def receipts():
    for case in RECEIPTS["cases"]:
        raw = b64((VECTORS / case["file"]).read_bytes())
        yield {"raw": raw, "policy": RECEIPTS["policy"], "nonce": case["my_nonce"]}


def expected(cases):
    return [(case.get("lie") or case.get("name"), case.get("code")) for case in cases]


def found(cases, codes):
    return [(case.get("lie") or case.get("name"), code) for case, code in zip(cases, codes, strict=True)]


@pytest.mark.parametrize("which", ["opened", "old_browser"])
def test_every_receipt_is_verified_or_refused_for_the_right_reason(which, request):
    codes = request.getfixturevalue(which).codes(list(receipts()))
    assert found(RECEIPTS["cases"], codes) == expected(RECEIPTS["cases"])


def test_the_browsers_own_signatures_are_used_where_it_has_them(opened, old_browser):
    assert opened.page.evaluate("evenhand.ed25519.browserHasEd25519()")
    assert not old_browser.page.evaluate("evenhand.ed25519.browserHasEd25519()")


@pytest.mark.parametrize("which", ["opened", "old_browser"])
def test_signed_notes_and_keys(which, request):
    page = request.getfixturevalue(which).page
    told = vectors("note.json")
    cases = [*told["good"], *told["bad"]]
    codes = page.evaluate(
        """async (cases) => {
          const found = [];
          for (const { note, vkeys } of cases) {
            found.push(await codeOf(() => evenhand.note.verifyNote(
              evenhand.note.parseNote(note), vkeys.map(evenhand.keys.parseKey))));
          }
          return found;
        }""",
        cases,
    )
    assert found(cases, codes) == expected(cases)
    bad = told["bad_vkeys"]
    script = "(cases) => Promise.all(cases.map(({ vkey }) => codeOf(() => evenhand.keys.parseKey(vkey))))"
    assert page.evaluate(script, bad) == ["E_NOTE_FORMAT"] * len(bad)


@pytest.mark.parametrize("which", ["opened", "old_browser"])
def test_heads_and_cosignatures_under_a_policy(which, request):
    page = request.getfixturevalue(which).page
    told = vectors("checkpoint.json")
    cases = [{"policy": told["policy"], **case} for case in (*told["good"], *told["bad"])]
    codes = page.evaluate(
        """async (cases) => {
          const found = [];
          for (const { note, policy } of cases) {
            found.push(await codeOf(() => evenhand.checkpoint.verifyCheckpoint(
              note, evenhand.policy.parsePolicy(evenhand.bytes.utf8(policy)))));
          }
          return found;
        }""",
        cases,
    )
    assert found(cases, codes) == expected(cases)


def test_policies_and_what_satisfies_them(opened):
    told = vectors("policy.json")
    script = """(cases) => Promise.all(cases.map(({ policy }) =>
      codeOf(() => evenhand.policy.parsePolicy(evenhand.bytes.utf8(policy)))))"""
    assert found(told["bad"], opened.page.evaluate(script, told["bad"])) == expected(told["bad"])
    answers = opened.page.evaluate(
        """(cases) => cases.map(({ policy, satisfied_by, not_by }) => {
          const parsed = evenhand.policy.parsePolicy(evenhand.bytes.utf8(policy));
          const octets = (name) => evenhand.bytes.binary(evenhand.bytes.utf8(name));
          return [satisfied_by, not_by].map((sets) => sets.map((names) =>
            evenhand.policy.isSatisfied(parsed, names.map(octets))));
        })""",
        told["good"],
    )
    for case, (good, bad) in zip(told["good"], answers, strict=True):
        assert all(good), case["name"]
        assert not any(bad), case["name"]


def test_proof_files(opened):
    told = vectors("tlog_proof.json")
    cases = [
        {**case, "text": (VECTORS / case["file"]).read_bytes().decode("utf-8", "replace"), "name": case["file"]}
        for case in told["cases"]
    ]
    codes = opened.page.evaluate(
        """async ([cases, spelt]) => {
          const policy = evenhand.policy.parsePolicy(evenhand.bytes.utf8(spelt)), found = [];
          for (const { text, entry } of cases) {
            found.push(await codeOf(() => evenhand.proof.verifyProof(text, evenhand.bytes.utf8(entry), policy)));
          }
          return found;
        }""",
        [cases, told["policy"]],
    )
    assert found(cases, codes) == expected(cases)


def test_inclusion_paths_of_trees_of_every_small_size(opened):
    told = vectors("tree.json")
    cases = [*told["inclusion"], *told["bad_inclusion"]]
    codes = opened.page.evaluate(
        """(cases) => Promise.all(cases.map(({ leaf, index, size, proof, root }) => codeOf(() =>
          evenhand.tree.verifyInclusion(bytes(leaf), BigInt(index), BigInt(size), proof.map(bytes), bytes(root)))))""",
        [{**case, "index": str(case["index"]), "size": str(case["size"])} for case in cases],
    )
    good = len(told["inclusion"])
    assert codes[:good] == [None] * good
    assert codes[good:] == ["E_INCLUSION"] * len(told["bad_inclusion"])


def test_canonical_json_entries_schemes_and_typed_marks(opened):
    page = opened.page
    told = vectors("canonical_json.json")
    cases = [{"text": text} for text in told["good"]] + told["bad"]
    script = "(cases) => Promise.all(cases.map(({ text }) => codeOf(() => evenhand.canonical.loads(evenhand.bytes.utf8(text)))))"
    assert page.evaluate(script, cases) == [case.get("code") for case in cases]

    told = vectors("entry.json")
    cases = [*told["good"], *told["bad"]]
    script = "(cases) => Promise.all(cases.map(({ entry }) => codeOf(() => evenhand.entry.parseEntry(entry))))"
    assert found(cases, page.evaluate(script, cases)) == expected(cases)

    told = vectors("scheme.json")
    script = """([cases, origin]) => Promise.all(cases.map(({ scheme }) =>
      codeOf(() => evenhand.scheme.parseScheme(scheme, origin))))"""
    cases = [{"scheme": told["scheme"], "name": "good"}, *told["bad"]]
    assert found(cases, page.evaluate(script, [cases, told["origin"]])) == expected(cases)

    told = vectors("typed_nonce.json")
    script = "(cases) => cases.map(({ text }) => evenhand.bytes.encode64(evenhand.nonce.typedNonce(text)))"
    assert page.evaluate(script, told["typed"]) == [case["nonce"] for case in told["typed"]]


def test_openings_of_records(opened):
    told = vectors("record.json")
    script = """(cases) => Promise.all(cases.map(({ opening, record, entry }) => codeOf(() => {
      const parsed = evenhand.record.parseOpening(opening), { kind, template } = parsed.facts;
      evenhand.record.verifyOpening(parsed, entry ? evenhand.entry.parseEntry(entry) : {
        kind, record: bytes(record), tally: template === null ? null : new Uint8Array(32) });
    })))"""
    cases = [*told["good"], *told["bad"], *told["bad_for_entry"]]
    assert found(cases, opened.page.evaluate(script, cases)) == expected(cases)


def test_tallies_and_their_proofs(opened):
    told = vectors("tally.json")
    cases = [*told["good"], *told["bad"]]
    codes = opened.page.evaluate(
        """(cases) => Promise.all(cases.map(({ origin, scheme, record, kind, points, tally, proof }) => codeOf(() =>
          evenhand.tally.verifyEntryProof({ origin, scheme: bytes(scheme), record: bytes(record), kind },
            points.map((point) => evenhand.group.readPoint(bytes(point))), bytes(tally), bytes(proof)))))""",
        cases,
    )
    assert found(cases, codes) == expected(cases)
