"""Checks that do not look at everything: they say so, in words and by exit code, and never say "verified"."""

import json
import secrets
from math import comb

import pytest

from evenhand_register.tools import extent
from evenhand_register.tools.extent import Depth, Extent
from evenhand_register.tools.verify import _means, _parser
from tests.register.counting import counted_log
from tests.register.support import small_log

LOG = counted_log()
KEY = LOG.signer.vkey
SHALLOW = [("--sample", "5"), ("--sample", "1000"), ("--no-proofs",), ("--tree",)]


def lying():
    """A register with one entry that adds what none may, among 56 that are lawful."""
    log = counted_log()
    log.forge({"received": 2})
    return log.published()


@pytest.mark.parametrize("options", SHALLOW, ids=" ".join)
def test_what_was_not_wholly_checked_is_never_called_verified(verify, publish, options):
    folder = publish(LOG.published())
    code, out, err = verify(folder, "--vkey", KEY, *options)
    assert (code, err) == (3, "")
    assert out.startswith("PARTLY CHECKED: nothing wrong was found in the register gallery.example/register")
    assert "verified" not in out.lower()
    assert "is true: its totals" not in out
    answer = json.loads(verify(folder, "--vkey", KEY, "--json", *options)[1])
    assert (answer["verdict"], answer["exit"], answer["code"]) == ("partly_checked", 3, None)
    assert "verified" not in json.dumps(answer).lower()


@pytest.mark.parametrize("options", [("--no-proofs",), ("--tree",)], ids=" ".join)
def test_a_check_without_proofs_says_that_it_would_miss_a_lie(verify, publish, options):
    folder = publish(lying())
    code, out, _ = verify(folder, "--vkey", KEY, *options)
    assert (code, out.splitlines()[0].split(":")[0]) == (3, "PARTLY CHECKED")
    assert any(
        line.startswith(("- No proof was checked.", "- Only the files were compared")) for line in out.split("\n")
    )
    assert json.loads(verify(folder, "--vkey", KEY, "--json", *options)[1])["proved"] == 0
    assert verify(folder, "--vkey", KEY)[0] == 1


def test_a_sample_that_holds_every_entry_finds_the_lie(verify, publish):
    code, out, _ = verify(publish(lying()), "--vkey", KEY, "--sample", "57")
    assert code == 1
    assert out.startswith("NOT VERIFIED: Entry 61 is refused.")


def test_a_sample_says_what_it_would_miss(verify, publish):
    code, out, _ = verify(publish(LOG.published()), "--vkey", KEY, "--sample", "5")
    assert code == 3
    assert "but only a sample was looked at, 5 of its 56 proofs." in out
    assert "- Of the 56 entries that are counted, 5 were drawn by this computer's own chance." in out
    assert (
        "- It was a sample. If a single one of the 56 counted entries were false, this sample would miss it with 91 % chance; if "
        "one in ten were false, it would miss all of those with 61 % chance." in out
    )
    assert "adds up: its totals fit the sum" in out or "add up" in out or "adds up" in out


@pytest.mark.parametrize(("counted", "drawn"), [(61_000, 3000), (200, 40), (1000, 999)])
def test_the_chances_are_those_of_drawing_without_putting_back(counted, drawn):
    said = " ".join(extent.limits(Extent(Depth.SAMPLE, counted, drawn)))
    for false in {1, *(counted // share for share in (1000, 100, 10))} - {0}:
        missed = 100 * comb(counted - false, drawn) / comb(counted, drawn) if drawn + false <= counted else 0
        shown = "less than 0.1 %" if missed < 0.1 else f"{missed:.0f} %" if 1 <= missed <= 99 else f"{missed:.1f} %"
        assert f"with {shown} chance" in said, false


def test_the_lots_are_drawn_by_the_generator_of_the_readers_own_system():
    options = _parser().parse_args(["x", "--sample", "3"])
    assert _means(options).below is secrets.randbelow


def test_a_statement_is_called_exact_only_when_every_proof_was_checked(verify, publish):
    statement = publish(LOG.published()) / f"record/{LOG.stated[0][0].hex()}"
    code, out, _ = verify(statement, "--vkey", KEY, "--no-proofs")
    assert code == 3
    assert "but not every entry was seen to prove what it counts as." in out.splitlines()[0]
    code, out, err = verify(statement, "--vkey", KEY, "--tree")
    assert (code, out) == (2, "")
    assert "cannot be checked with --tree" in err


def test_a_register_that_counts_nothing_has_nothing_to_draw(verify, publish):
    code, out, _ = verify(publish(small_log().published()), "--vkey", KEY, "--sample", "3")
    assert code == 3
    assert "- No entry is counted, so there was nothing to draw." in out


def test_how_much_to_check_is_no_question_of_a_receipt(verify, tmp_path):
    (tmp_path / "receipt.json").write_bytes(small_log().receipt(1))
    for options in SHALLOW:
        code, out, err = verify(tmp_path / "receipt.json", "--vkey", KEY, *options)
        assert (code, out) == (2, "")
        assert "of a published register only" in err


@pytest.mark.parametrize(
    "options", ["--sample 0", "--sample -3", "--sample 3 --tree", "--processes 0", "--tree --again"]
)
def test_what_cannot_be_asked_is_misuse(verify, options, capsys):
    with pytest.raises(SystemExit) as caught:
        verify("x", *options.split())
    assert caught.value.code == 2
    assert "usage: evenhand-verify" in capsys.readouterr().err


def test_heads_seen_in_a_partial_check_are_remembered(verify, publish):
    """They are evidence however much was looked at below them."""
    assert verify(publish(LOG.published()), "--vkey", KEY, "--tree")[0] == 3
    other = counted_log(periods=1)
    other.entries[3] = other.entries[3].replace(b"2026-W10", b"2026-W09")
    code, out, _ = verify(publish(other.published(), "other"), "--tree")
    assert code == 1
    assert "[E_CONSISTENCY]" in out
