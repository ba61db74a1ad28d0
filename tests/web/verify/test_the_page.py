"""The page as a person meets it: saved on a disk, without a network, with any file whatever."""

import base64
import json

import pytest

from evenhand_register import canonical, policy, receipt
from evenhand_register.policy import Policy
from tests.doors.look.browser import barriers, sideways, tabbed
from tests.register.support import Log, code_of, counted, scheme_document, small_log
from tests.web.verify.conftest import VECTORS, Opened, b64, vectors

pytestmark = pytest.mark.browser

TOLD = vectors("receipt.json")
GOOD = (VECTORS / "receipt/good.json").read_bytes()
MARK = TOLD["cases"][0]["my_nonce"]
LOG = small_log()
SCRIPT = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


def test_a_good_receipt_is_read_in_plain_words(opened):
    said = opened.ask(GOOD, TOLD["policy"], MARK)
    for sentence in (
        "Verified",
        "This step is registered, as entry 25 (counted from 0) of 61 in register.example/evenhand.",
        "is signed with the key that you gave: register.example/evenhand+d8c40ede",
        "Outside witnesses have seen it: regulator (2026-03-21 20:40 UTC)",
        "As many outside witnesses have signed as your policy asks for.",
        "It is counted as “",
        "1 to “Complaints received”",
        "this receipt is yours alone",
        "It shows what was registered, not that a category is true",
    ):
        assert sentence in said
    assert "No outside witness was required" not in said


def test_without_a_mark_and_with_the_key_alone_it_says_what_was_not_checked(opened):
    said = opened.ask(GOOD, TOLD["policy"].split()[4])
    assert "Whether this receipt is yours alone was not checked: you gave no mark of your own." in said
    assert "No outside witness was required" in said
    shared = (VECTORS / "receipt/good-shared-no-nonce.json").read_bytes()
    assert "the record is bound to nobody in particular" in opened.ask(shared, TOLD["policy"])
    erased = (VECTORS / "receipt/good-content-erased.json").read_bytes()
    assert "The record has a sealed part. It is not in this receipt" in opened.ask(erased, TOLD["policy"])


def test_a_refusal_has_its_code_and_says_what_to_do(opened):
    said = opened.ask(GOOD, TOLD["policy"], "another mark")
    assert "Not verified" in said
    assert "E_NONCE" in said
    assert "the receipt of somebody else’s complaint was handed to you" in said
    said = opened.ask(GOOD.replace(b"2026", b"2025"), TOLD["policy"])
    assert "Have you changed the file" in said


def test_typed_words_in_any_unicode_form_are_one_mark(opened):
    page = opened.page
    found = page.evaluate(
        "(words) => words.map((one) => evenhand.bytes.encode64(evenhand.nonce.readNonce(one)))",
        ["Café Ünïted 7", "  Cafe\u0301 U\u0308ni\u0308ted 7\u3000", b64(bytes(16)), f" {b64(bytes(16))}\n"],
    )
    assert found[0] == found[1]
    assert found[2] == found[3] == b64(bytes(16))


def test_a_pasted_receipt_is_checked_and_both_at_once_is_a_fault(opened):
    page = opened.page
    opened.ask(GOOD, TOLD["policy"])
    page.get_by_label("Or paste all that is in the file").fill(GOOD.decode())
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.locator("#pasted-fault").inner_text().startswith("You chose a file and pasted text as well")
    assert page.locator("#answer").inner_text() == ""
    page.get_by_role("button", name="Empty the form").click()
    page.get_by_label("Or paste all that is in the file").fill(f"\n {GOOD.decode()}\n\n")
    page.get_by_label("The register’s key, or a policy").fill(TOLD["policy"].strip())
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="Verified", exact=True).wait_for()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Paste the register’s key"),
        ("a+b+c", "This is no key of a register."),
        (f"{SCRIPT}", "This is no key of a register."),
        ("log a\nquorum none", "This policy has a line that is not understood"),
        (
            "regulator.example/w1+9581ccc8+BBmSyW2iMJDF7zKF7lY4i26Vp/MFzEnu/VQzIW8sB5hY",
            "This is no key of a register.",
        ),
    ],
)
def test_a_key_that_is_none_is_a_fault_of_its_field(opened, key, sentence):
    page = opened.page
    page.get_by_role("button", name="Empty the form").click()
    page.get_by_label("The register’s key, or a policy").fill(key)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert sentence in page.locator("#key-fault").inner_text()
    assert "Choose the file of your receipt" in page.locator("#file-fault").inner_text()
    assert page.evaluate("document.activeElement.id") == "faults"


def test_a_receipt_that_is_dropped_is_taken(opened):
    page = opened.page
    page.get_by_role("button", name="Empty the form").click()
    page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "receipt.json"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        GOOD.decode(),
    )
    page.get_by_label("The register’s key, or a policy").fill(TOLD["policy"])
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="Verified", exact=True).wait_for()


def test_words_of_the_file_are_shown_as_words(opened):
    log = Log()
    log.add("scheme", scheme_document(groups=[{"kind": "intake", "templates": [], "words": SCRIPT}]))
    log.add("intake", {"act": SCRIPT, "on": "\u202e2026-03-02\u2066", "<b>": [1, {"a": None}], "long": "x" * 9000})
    said = opened.ask(log.receipt(1, words=SCRIPT), log.signer.vkey)
    assert f"under “{SCRIPT}”" in said
    assert f"act: {SCRIPT}" in said
    assert '<b>: [1,{"a":null}]' in said
    assert f"long: {'x' * 4000}" in said
    assert "x" * 4097 not in said
    assert "on: \ufffd2026-03-02\ufffd" in said
    assert opened.page.title() == "Check a receipt"
    assert opened.page.locator("#answer img, #answer script").count() == 0


HOSTILE = {
    "nothing": "''",
    "deep arrays": "'['.repeat(2e6)",
    "deep objects": """'{"a":'.repeat(5e5)""",
    "deep and closed": "'['.repeat(1e5) + ']'.repeat(1e5)",
    "one long text": """'"' + 'a'.repeat(4e6) + '"'""",
    "many members": "JSON.stringify(Object.fromEntries(Array.from({ length: 5e4 }, (_, n) => [`m${1e6 + n}`, n])))",
    "a byte order mark": "'\\uFEFF{}'",
    "a member of every object": """'{"__proto__":{"entry":1},"constructor":1}'""",
    "a number beyond all": "'1'.repeat(1e6)",
    "not UTF-8": "Uint8Array.of(0xFF, 0xFE)",
    "a script": "'<script>1</script>'",
    "null": "'null'",
    "a number": "'1e3'",
}
"""What the page itself calculates, so that it need not travel."""


def test_a_hostile_file_gets_a_sentence(opened):
    found = opened.page.evaluate(
        """async ([key]) => {
          const policy = evenhand.policy.readTrust(key), found = {};
          for (const [name, made] of Object.entries(HOSTILE)) {
            const raw = typeof made === "string" ? evenhand.bytes.utf8(made) : made;
            const { verified, code, sentence } = await evenhand.check.check(raw, policy, "");
            found[name] = [verified, code, sentence.length > 20];
          }
          return found;
        }""".replace("HOSTILE", listed(HOSTILE)),
        [TOLD["policy"]],
    )
    formed = {name for name, (_, code, _) in found.items() if code == "E_RECEIPT_FORMAT"}
    assert formed == {"one long text", "many members", "null", "a member of every object"}
    assert all(not verified and said for verified, _, said in found.values())
    assert {code for _, code, _ in found.values()} == {"E_JSON", "E_RECEIPT_FORMAT"}


def listed(expressions):
    """An object of script from expressions of script."""
    return "{" + ", ".join(f"{json.dumps(name)}: {made}" for name, made in expressions.items()) + "}"


def test_a_file_that_is_larger_than_any_receipt_is_not_even_read(opened):
    page = opened.page
    page.get_by_role("button", name="Empty the form").click()
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(16 * 1024 * 1024 + 2)], "receipt.json"));
          document.getElementById("file").files = dataTransfer.files;
        }"""
    )
    page.get_by_label("The register’s key, or a policy").fill(TOLD["policy"])
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="Not verified").wait_for()
    assert "E_JSON" in page.locator("#answer").inner_text()


def places(raw):
    """Where a receipt is changed: for each of its members three bytes inside its value, and three of each line of its texts."""
    marks = [
        b'"entry":"',
        b'"nonce":"',
        b'"facts_salt":"',
        b'"content_hash":"',
        b'"data":{',
        b'"proof":"',
        b'"scheme":{',
    ]
    marks += [
        b'"r":"',
        b'"template":"',
        b'"v":"',
        b"\\nday ",
        b"\\nrecord ",
        b"\\nscheme ",
        b"\\ntally ",
        b"\\nproof ",
    ]
    marks += ["\u2014 ".encode(), b"index ", b"@v1\\nindex 25\\n", b'"origin":"', b'"counters":[', b'"threshold":']
    for mark in marks:
        at = raw.find(mark)
        while at >= 0:
            start = at + len(mark)
            yield from (start, start + 1, start + 9)
            at = raw.find(mark, start)


def changed(raw, at):
    return raw[:at] + bytes([raw[at] ^ 0x01]) + raw[at + 1 :]


def test_a_change_in_any_class_of_bytes_is_refused_as_the_register_refuses_it(opened):
    trusted = policy.parse(TOLD["policy"].encode())
    raws = [changed(GOOD, at) for at in sorted(set(places(GOOD))) if at < len(GOOD) - 1]
    assert len(raws) > 80
    found = opened.codes([{"raw": b64(raw), "policy": TOLD["policy"], "nonce": MARK} for raw in raws])
    mark = base64.b64decode(MARK)
    assert found == [code_of(lambda raw=raw: receipt.verify(raw, trusted, mark)) for raw in raws]
    assert None not in found


@pytest.mark.slow
def test_no_byte_of_a_receipt_can_be_changed_unnoticed(opened):
    raw = LOG.receipt(1)
    words = raw.index(b'"words":"') + len(b'"words":"')
    vkey, mark = LOG.signer.vkey, counted(1000)[:16]
    raws = [changed(raw, at) for at in range(len(raw)) if not words <= at < len(raw) - 2]
    found = []
    for at in range(0, len(raws), 200):
        found += opened.codes([{"raw": b64(one), "policy": vkey, "nonce": b64(mark)} for one in raws[at : at + 200]])
    assert found == [code_of(lambda one=one: receipt.verify(one, Policy.of_key(vkey), mark)) for one in raws]
    assert None not in found


def test_receipts_of_a_small_register_under_its_key_alone(opened):
    mark = b64(counted(1000)[:16])
    raw = LOG.receipt(1)
    cases = [{"raw": b64(raw), "policy": LOG.signer.vkey, "nonce": nonce} for nonce in (None, mark, b64(bytes(16)))]
    assert opened.codes(cases) == [None, None, "E_NONCE"]
    with_unknown = {**canonical.loads(raw), "more": 1}
    assert opened.codes([{**cases[0], "raw": b64(canonical.dumps(with_unknown))}]) == ["E_RECEIPT_FORMAT"]


def test_an_old_receipt_still_verifies_after_the_register_has_changed_its_key(opened):
    before, after = small_log(), small_log(30)
    after.signer_number = 1
    keys = [before.signer.vkey, after.signer.vkey]
    assert keys[0] != keys[1]
    both = "".join(f"log {key}\n" for key in keys) + "quorum none\n"
    asked = [(log.receipt(1), trusted) for log in (before, after) for trusted in (both, *keys)]
    cases = [{"raw": b64(raw), "policy": trusted, "nonce": None} for raw, trusted in asked]
    unsigned = "E_NOTE_UNSIGNED"
    assert opened.codes(cases) == [None, None, unsigned, None, unsigned, None]
    trusting = [policy.parse(one.encode()) if one == both else Policy.of_key(one) for _, one in asked]
    here = [
        code_of(lambda raw=raw, one=one: receipt.verify(raw, one))
        for (raw, _), one in zip(asked, trusting, strict=True)
    ]
    assert here == [None, None, unsigned, None, unsigned, None]


def test_it_has_no_barriers_at_any_width_in_light_and_dark_before_and_after_an_answer(opened):
    page = opened.page

    def faulty():
        page.get_by_role("button", name="Empty the form").click()
        page.get_by_role("button", name="Check", exact=True).click()

    for fill in (faulty, lambda: opened.ask(GOOD, TOLD["policy"]), lambda: opened.ask(b"{}", TOLD["policy"])):
        fill()
        page.emulate_media(color_scheme="light")
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 480})
        assert sideways(page) <= 0
        assert barriers(page) == []
        page.set_viewport_size({"width": 1280, "height": 720})


def test_every_control_is_reached_by_tab_with_a_focus_that_is_seen(browser, saved):
    stops = tabbed(Opened(browser, saved).page)
    assert len(stops) == 6
    assert [stop["name"] for stop in stops if not stop["outlined"] or not stop["seen"]] == []


def test_it_asks_nothing_of_any_address_and_its_own_policy_stops_nothing(opened):
    opened.ask(GOOD, TOLD["policy"], MARK)
    assert [address for address in opened.asked if not address.startswith(("file:", "data:"))] == []
    assert opened.said == []


def test_its_policy_lets_no_other_script_run_and_nothing_be_sent(browser, saved):
    page = Opened(browser, saved).page
    ran = page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'taken'";
          document.body.append(script);
          const sent = await fetch("https://example.invalid/").then(() => true, () => false);
          return [document.title, sent];
        }"""
    )
    assert ran == ["Check a receipt", False]
