"""`evenhand trustees`: who can give access anew together, and whether they still could."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.acting import acting, done
from evenhand.cli.commands.people_two import both_known
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.process.appointing import FOUNDING
from evenhand.site.home import HomeError

if TYPE_CHECKING:
    from evenhand.office.trustee_paper import TrusteeSet
    from evenhand.vault.keys import PublicKey
    from evenhand.vault.trustees import WordShare

WORDS = "Set trustees, each with a share on paper, of whom so many together can give access anew; and rehearse it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    begin = actions.add_parser("begin", help="draw a key, and print its shares once; two people do it")
    begin.add_argument(
        "--threshold", type=int, required=True, metavar="K", help="how many shares open the key together"
    )
    begin.add_argument("--shares", type=int, required=True, metavar="N", help="how many shares there are, 16 at most")
    begin.add_argument(
        "--out", type=Path, metavar="DIR", help="write each share into a file of this new folder instead"
    )
    begin.add_argument("--replace", action="store_true", help="put new trustees in the place of those that there are")
    begin.add_argument(
        "--second", help="the sign-in name of another administrator or an appointing authority, who confirms it"
    )
    rehearse = actions.add_parser(
        "rehearse", help="type shares, to see whether they open the key; nothing else is done"
    )
    recover = actions.add_parser(
        "recover", help="type shares, to give access anew to everybody who may read and has no key; two people do it"
    )
    recover.add_argument("--second", help="the sign-in name of who confirms it")
    for action in (begin, rehearse, recover):
        action.add_argument(
            "--by",
            default=FOUNDING,
            help="the sign-in name of the administrator who does this, whose password is asked for (default: the founding)",
        )
        action.add_argument("--json", action="store_true", help="answer as one JSON object")
        action.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    opened = open_home()
    from evenhand.vault.trustees import SharesFault

    try:
        answer = {"begin": _begin, "recover": _recover, "rehearse": _rehearse}[options.action](opened, options)
    except (SharesFault, HomeError) as error:
        raise Failure(str(error), 1) from None
    if options.json:
        report(answer)
    return 0


def _begin(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.teams import settle_teams
    from evenhand.office.trustee_paper import TrusteeSet
    from evenhand.office.trustees import SetTrustees, refuses_trustees, set_trustees
    from evenhand.site.trustees_key import load_trustees_public, write_trustees_public
    from evenhand.vault.agent.founding import InstanceKeys
    from evenhand.vault.keys import key_id, new_key_pair
    from evenhand.vault.trustees import combine, split

    office = opened.office
    pair = new_key_pair(office.entropy)
    shares = split(pair.private, options.threshold, options.shares, office.entropy)
    combine(
        [share.text for share in shares]
    )  # shares that do not fit together would be found out when it is too late
    if load_trustees_public(opened.home) is not None and not options.replace:
        raise Failure("There are trustees already. Put new ones in their place with --replace.", 1)
    by, second = _who(opened, options)
    done(refuses_trustees(office, by, second))
    folder = _made(options.out) if options.out else None
    entry = done(set_trustees(office, by, second, SetTrustees(pair.public, options.threshold, options.shares)))
    write_trustees_public(opened.home, pair.public)
    with InstanceKeys(
        opened.home.keys
    ) as keys:  # what these cannot grant is granted by the next member of a team who comes by
        settle_teams(office, keys)
    of = TrusteeSet(
        opened.settings.name, key_id(pair.public), options.shares, options.threshold, office.today().isoformat()
    )
    answer: dict[str, object] = {
        "entry": entry,
        "key": of.key,
        "shares": options.shares,
        "threshold": options.threshold,
    }
    if folder is not None:
        return answer | {"files": _write(folder, of, shares, options)}
    if options.json:
        return answer | {"words": [share.text for share in shares]}
    _print(of, shares, asks=sys.stdin.isatty() and not options.yes)
    return answer


def _who(opened: Opened, options: argparse.Namespace) -> tuple[str, str | None]:
    """The founding alone, or two people who each give their password."""
    if options.by == FOUNDING:
        return FOUNDING, None
    if options.second is None:
        raise Failure(
            "A second person has to confirm this: name another administrator or appointing authority with --second."
        )
    return both_known(opened, options)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise Failure(
            f"{folder} is there already: name a new folder, so that nothing in it is written over."
        ) from None
    return folder


def _write(folder: Path, of: "TrusteeSet", shares: "tuple[WordShare, ...]", options: argparse.Namespace) -> list[str]:
    from evenhand.clerk.key_folder import write_whole
    from evenhand.office.trustee_paper import paper

    paths = [folder / f"share-{share.number}.txt" for share in shares]
    for path, share in zip(paths, shares, strict=True):
        write_whole(path, paper(of, share), 0o600)
    if not options.json:
        say(f"The trustees' key is {of.key}. Its {of.count} shares lie in {folder}, a file each.")
        say(
            "Print each for its trustee alone, on a printer that keeps no copy, and destroy the files. They are made only once."
        )
    return [str(path) for path in paths]


def _print(of: "TrusteeSet", shares: "tuple[WordShare, ...]", *, asks: bool) -> None:
    from evenhand.office.trustee_paper import paper

    for share in shares:
        if asks:
            input(
                f"Share {share.number} of {of.count} is for one trustee alone. Press Enter when nobody else looks. "
            )
        say(paper(of, share))
    say(
        "These shares are shown only now. Clear this window, and rehearse with `evenhand trustees rehearse` when they are kept."
    )


def _rehearse(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.trustees import log_rehearsal
    from evenhand.process.appointing import may_set_up
    from evenhand.records.load import people
    from evenhand.site.trustees_key import load_trustees_public
    from evenhand.vault.keys import key_id

    public = load_trustees_public(opened.home)
    if public is None:
        raise Failure("There are no trustees. Set them with `evenhand trustees begin`.", 1)
    by = acting(opened, options.by)
    done(may_set_up(by, people(), opened.office.today()))
    typed = _typed()
    if not typed:
        raise Failure("No share was given, so nothing was tried.")
    fault = _fault(public, typed)
    entry = done(log_rehearsal(opened.office, by, public, len(typed), opened=fault is None))
    if fault is not None:
        raise Failure(f"{fault} The rehearsal failed, and entry {entry} says so.", 1)
    if not options.json:
        say(
            f"{len(typed)} shares open the trustees' key {key_id(public)}, and entry {entry} says so. Nothing was opened with it. "
            "Clear this window, and take the papers away."
        )
    return {"entry": entry, "given": len(typed), "key": key_id(public), "opened": True}


def _recover(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.keyring import OwnKeys
    from evenhand.office.trustees import recover
    from evenhand.site.trustees_key import load_trustees_public
    from evenhand.vault.agent.rewrap import Granter
    from evenhand.vault.keys import key_pair_of
    from evenhand.vault.trustees import combine

    office, public = opened.office, load_trustees_public(opened.home)
    if public is None:
        raise Failure("There are no trustees. Set them with `evenhand trustees begin`.", 1)
    if options.by == FOUNDING or options.second is None:
        raise Failure("Two people do this: name an administrator with --by and whoever confirms it with --second.")
    by, second = both_known(opened, options)
    typed = _typed()
    fault = _fault(public, typed)
    if fault is not None:
        raise Failure(f"{fault} Nothing was opened.", 1)
    keys = OwnKeys(key_pair_of(combine(typed)), Granter(office.vouch_public, office.entropy))
    waiting = done(recover(office, by, second, keys, len(typed)))
    if not options.json:
        rest = f", but for {waiting} complaints" if waiting else ""
        say(f"Everybody who may read has a key again{rest}. Clear this window, and take the papers away.")
    return {"given": len(typed), "waiting": waiting}


def _fault(public: "PublicKey", typed: list[str]) -> str | None:
    """Why these shares do not open the key, if they do not."""
    from evenhand.vault.keys import key_id, key_pair_of
    from evenhand.vault.trustees import SharesFault, combine

    try:
        opened = key_pair_of(combine(typed)).public
    except SharesFault as fault:
        return str(fault)
    if opened != public:
        return f"These shares belong together and open another key, {key_id(opened)}; the one on file is {key_id(public)}."
    return None


def _typed() -> list[str]:
    """The shares, from a terminal one after the other, else from standard input with an empty line between them."""
    from evenhand.cli.share_prompt import ask_shares, shares_in
    from evenhand.vault.trustees import LONGEST_TEXT, MOST_SHARES

    if sys.stdin.isatty():
        return ask_shares(input, say)
    return shares_in(sys.stdin.read(LONGEST_TEXT * MOST_SHARES))
