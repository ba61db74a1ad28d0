"""The public register as static files for any web server: checkpoint, tiles, entries, records, key, policy, figures, and pages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evenhand.clerk.log_files import LogFiles
from evenhand.office.published_files import VERIFY_PAGE, figure_files, key_files, key_files_of_old, verify_page
from evenhand.office.published_oversight import oversight_documents
from evenhand.office.published_pages import website
from evenhand.office.stated import published_figures
from evenhand.records.log_folder import EDGE
from evenhand_register import heads, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, VerifiedCheckpoint, parse, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, StoredHashes

PARTS = ("tile", "record")
"""The folders of the log whose files never change."""


class NotPublishable(Exception):
    """There is nothing to publish, or the folder holds something else; the message says what to do."""


def publish(log: LogFiles, vkeys: str, folder: Path, policy: bytes | None = None) -> Checkpoint:
    """Write or bring up to date the published folder; the checkpoint last. Returns the head that it shows.

    A folder that was published before must be an older state of the same register: what it holds is compared, and never
    overwritten. `vkeys` are our own verifier keys, the newest first, a line each; `policy` is the text of our
    policy file.

    Raises NotPublishable; LogDamaged if a file in it that never changes holds other bytes than the log's; RegisterError if our
    own head does not verify.
    """
    kept = log.read(CHECKPOINT)
    if kept is None:
        raise NotPublishable("The register has no checkpoint yet: start `evenhand serve` and try again.")
    raw = note.once(kept, first=False)
    head = verify_checkpoint(raw, Policy.of_keys(vkeys.split())).checkpoint
    target = LogFiles(folder)
    _check_target(target, log, vkeys, head)
    for name, content in key_files(vkeys, policy).items():  # first, so that a folder left half-way is known again
        target.replace(name, content)
    for files in _files_by_folder(log.root):
        target.add(files)
    for path in sorted((log.root / EDGE).glob("[0-9]*")):  # which may have got more signatures since
        target.replace(f"{EDGE}/{path.name}", path.read_bytes())
    for name, content in figure_files(published_figures(head.origin, head.size)).items():
        target.replace(name, content)
    for document in oversight_documents(head.size):
        target.replace(document.path, document.content)
    target.replace(VERIFY_PAGE, verify_page())
    for name, content in website(_seen_by_witnesses(raw, vkeys, policy), vkeys).items():
        target.replace(name, content)
    target.replace(CHECKPOINT, raw)
    return head


def _seen_by_witnesses(raw: bytes, vkeys: str, text: bytes | None) -> VerifiedCheckpoint:
    """Our head with the witnesses of our policy; with none where the text is no policy of this register."""
    own = Policy.of_keys(vkeys.split())
    try:
        return verify_checkpoint(raw, replace(parse(text or b""), logs=own.logs).without_quorum())
    except RegisterError:
        return verify_checkpoint(raw, own)


def _check_target(target: LogFiles, log: LogFiles, vkeys: str, head: Checkpoint) -> None:
    """Refuse a folder with other things in it, another register's, or a later or different state of this one."""
    key = target.read("vkey")
    if key is None:
        if target.root.exists() and (not target.root.is_dir() or any(target.root.iterdir())):
            raise NotPublishable(f"{target.root} holds other things: name an empty folder, or one published before.")
        return
    if key not in key_files_of_old(vkeys):
        raise NotPublishable(f"{target.root} holds another register: name an empty folder.")
    shown = target.read(CHECKPOINT)
    if shown is None:
        return
    try:
        heads.check_growth(Checkpoint.parse(note.parse(shown).text), head, StoredHashes(log, head.size))
    except RegisterError as error:
        raise NotPublishable(
            f"{target.root} shows a head that this register does not contain, so nothing was published. {error.sentence} "
            "Keep the folder as it is, and find out which of the two was set back or rewritten."
        ) from None


def _files_by_folder(root: Path) -> Iterator[dict[str, bytes]]:
    """The log's files that never change, by path from its root: one folder at a time, so that memory stays small."""
    for part in PARTS:
        for folder, _, names in (root / part).walk():
            paths = (folder / name for name in sorted(names) if not name.startswith("."))
            yield {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
