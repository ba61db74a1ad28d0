"""A complaint goes from the form to a decision and a published figure, in a real browser, with scripts off and on.

Complain with a file, keep the phrase, acknowledge, assess, open a case, assign, investigate, give notice, record the reply,
recommend, decide two rungs lower, verify by a second person, tell both parties, close, see it in the figures, check the receipt.
On every page axe finds nothing, and nothing scrolls sideways.
"""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.conftest import Served
from tests.journeys.people import PASSWORD, Colleague
from tests.journeys.walker import Walker

SOON = 60_000  # milliseconds in which even a busy machine has signed
REASONS = "Both witnesses describe the same words, and the minutes of the meeting agree with them."


def complain(walker: Walker, attachment: Path) -> tuple[str, str, str]:
    """Six steps; returns number, phrase and the mark typed."""
    walker.go("/")
    walker.go("/complain/")
    walker.go("/complain/about/")
    walker.fill(category="har")
    walker.press("Continue")
    walker.fill(
        narrative="At the spring meeting I was shouted at, twice.", about="The treasurer", happened="In April"
    )
    walker.press("Continue")
    walker.fill(apart="no")
    walker.press("Continue")
    walker.page.locator('input[type="file"]').set_input_files(attachment)
    walker.press("Continue")
    walker.fill(who="named", name="Avis Examplewright", reach="avis@example.org")
    walker.press("Continue")
    words = [word.strip() for word in walker.page.locator("ol.words li").all_inner_texts()]
    assert len(words) == 12
    asked = [int(place) for place in re.findall(r"Word (\d+) of your phrase", walker.text)]
    mark = "seven green kettles"
    walker.fill(first_word=words[asked[0] - 1], second_word=words[asked[1] - 1], mark_typed=mark)
    walker.press("Send my complaint")
    number = re.search(r"EH-[0-9A-Z]+-[0-9A-Z]", walker.text)[0]
    return number, " ".join(words), mark


def download_receipt(walker: Walker, folder: Path) -> Path:
    """Wait for the signed copy, for which the page looks by itself, and keep it."""
    link = walker.page.get_by_role("link", name="Save my receipt")
    expect(link).to_be_visible(timeout=SOON)
    walker.look()
    with walker.page.expect_download() as download:
        link.click()
    kept = folder / "receipt.json"
    download.value.save_as(kept)
    return kept


def sign_in(browser: Browser, served: Served, colleague: Colleague, *, scripts: bool) -> Walker:
    walker = Walker(browser, served.url, scripts=scripts)
    walker.go("/desk/sign-in/")
    walker.fill(login=colleague.login, password=PASSWORD, code=colleague.code())
    walker.press("Sign in")
    assert "/desk/sign-in/" not in walker.page.url, f"{colleague.login} was not signed in: {walker.text}"
    return walker


def come_back(walker: Walker, phrase: str) -> None:
    """Close the complaint in this browser, and open it again with the phrase."""
    walker.go("/follow/complaint/")
    walker.press("Close my complaint in this browser")
    walker.go("/follow/")
    walker.fill(phrase=phrase)
    walker.press("Open my complaint")


def check_receipt_on_page(walker: Walker, receipt: Path, typed: str) -> None:
    """Anybody can ask the public door about a receipt; it is only the server's own word, and the page says so."""
    walker.go("/register/check/")
    walker.page.locator('input[name="file"]').set_input_files(receipt)
    walker.fill(mark=typed)
    walker.press("Check")
    assert "Verified, by this server’s own word" in walker.text
    assert "The mark that you gave is in the record" in walker.text


def check_receipt_by_command(served: Served, receipt: Path, typed: str) -> None:
    """`evenhand-verify`, with the key from paper: yes with one's own mark, no with another's."""
    vkey = (served.home / "keys" / "vkey").read_text().strip()
    verify = [sys.executable, "-m", "evenhand_register.tools.verify", str(receipt), "--vkey", vkey, "--nonce"]
    mine = subprocess.run([*verify, typed], capture_output=True, text=True, check=False)
    assert mine.returncode == 0, mine.stdout + mine.stderr
    other = subprocess.run([*verify, "somebody else's"], capture_output=True, text=True, check=False)
    assert other.returncode == 1, other.stdout


DEPARTS = {"override_reason": "disproportionate", "power": "Rule 9.4"}
SERVED = {"served": "Handed over at the office on this day; signed for."}


def act(walker: Walker, number: str, link: str, button: str, *, then: str = "", more=DEPARTS, **answers: str) -> None:
    """Do one act from the page of the complaint; `then` is a second button, for acts that are sent twice, with `more`."""
    walker.go(f"/desk/complaints/{number}/")
    walker.follow(link)
    walker.fill(**answers)
    walker.press(button)
    if then:
        walker.fill(**more)
        walker.press(then)
    assert "Recorded:" in walker.text, walker.text


def from_the_form_to_a_published_figure(
    served: Served, colleagues: dict[str, Colleague], browser: Browser, folder: Path, *, scripts: bool
) -> None:
    """All of it."""
    attachment = folder / "minutes.txt"
    attachment.write_text("The minutes of the spring meeting.")

    me = Walker(browser, served.url, scripts=scripts)
    number, phrase, typed = complain(me, attachment)
    receipt = download_receipt(me, folder)

    manager, triage, investigator, decider, reviewer = (
        sign_in(browser, served, colleagues[role], scripts=scripts)
        for role in ("case-manager", "triage-assessor", "investigator", "decision-maker", "reviewer")
    )
    officer = colleagues["case-manager"].ref
    act(manager, number, "Acknowledge it", "Acknowledge it", officer=officer, words="We have your complaint.")
    act(triage, number, "Assess it", "Record the assessment", result="accepted", reasons=REASONS)
    act(
        manager,
        number,
        "Open a case",
        "Open the case",
        respondent_name="Tobit Examplewright",
        capacity="officer",
        stays_inside="branch-office",
        clause_1="2.1",
        particulars_1="Shouted at the complainant twice during the meeting.",
    )
    for duty, role in (("investigate", "investigator"), ("decide", "decision-maker")):
        person = f"{duty} {colleagues[role].ref}"
        act(manager, number, "Case 1: Assign", "Assign", person=person)
    act(investigator, number, "Case 1: Start", "Start it", plan="Ask both witnesses and read the minutes.")
    act(
        investigator,
        number,
        "Case 1: Give the respondent notice",
        "Go on: see it as it will be read",
        then="Record that it was given",
        more=SERVED,
        text="This is formal notice of a complaint about you.",
    )
    act(
        investigator,
        number,
        "Case 1: Record the respondent",
        "Record it",
        how="recorded",
        text="I raised my voice once.",
        complete="That is all I have to say.",
    )
    act(
        investigator,
        number,
        "Case 1: Recommend",
        "Record the recommendation",
        finding_1="proved",
        sanction="4",
        reasons=REASONS,
    )
    act(
        decider,
        number,
        "Case 1: Decide",
        "Go on: see what follows from it",
        then="Decide the case",
        finding_1="proved",
        sanction="2",
        reasons=REASONS,
    )
    decider.go(f"/desk/complaints/{number}/")
    assert "held" in decider.text.lower()
    act(reviewer, number, "Case 1: Verify or veto", "Record the answer", verify="verify", reasons=REASONS)
    act(
        manager,
        number,
        "Case 1: Tell both parties",
        "Go on: see it as it will be read",
        then="Record that they are told",
        more=SERVED,
        to_complainant="Your complaint was upheld, and action was taken.",
        to_respondent="The allegation was found proved; a reminder of conduct is recorded.",
        remedy="The independent office for reviews of examples.",
    )
    act(manager, number, "Case 1: Close", "Close it")

    manager.go("/desk/figures/")
    assert served.run_json("figures")["overrides"]["down"] >= 1

    come_back(me, phrase)
    assert number in me.text
    assert "Your complaint was upheld" in me.text
    assert "The finding: proved." in me.text
    assert REASONS in me.text
    assert "Tobit" not in me.text

    stranger = Walker(browser, served.url, scripts=scripts)
    for page in ("/register/", "/register/entries/", "/register/figures/"):
        stranger.go(page)
    check_receipt_on_page(stranger, receipt, typed)
    check_receipt_by_command(served, receipt, typed)
