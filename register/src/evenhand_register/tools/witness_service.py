"""What a witness answers over HTTP: submissions, and the heads it has cosigned.

    POST /add-checkpoint                see `evenhand_register.witness`
    GET  /<hex H(origin)>/checkpoint    the latest cosigned head; 404 before the first

One thread does all of it in turn, beside the one that listens: it reads the keys of logs anew for each request, and
answers when the disk has what it signed.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from evenhand_register import witness
from evenhand_register.witness import ADD_CHECKPOINT, Answer, Evidence

from .sources import UsageError
from .witness_folder import WitnessFolder
from .witness_http import Response
from .witness_journal import Journal

__all__ = ["WitnessService"]


class WitnessService:
    """The service of one folder. `clock` gives Unix seconds."""

    def __init__(self, folder: WitnessFolder, clock: Callable[[], int], journal: Journal) -> None:
        self._folder = folder
        self._heads = folder.heads()
        self._clock = clock
        self._journal = journal
        self._worker = ThreadPoolExecutor(max_workers=1)

    def close(self) -> None:
        """Finish what was begun."""
        self._worker.shutdown()
        self._heads.close()

    def refuse(self, method: str, path: str) -> Response | None:
        """Return the answer to another method or path than those above."""
        allowed = "POST" if path == ADD_CHECKPOINT else "GET" if path.endswith("/checkpoint") else None
        if allowed is None:
            return Response(404, b"There is nothing here.\n")
        if method != allowed:
            return Response(405, f"Only {allowed} is answered here.\n".encode(), headers=(("Allow", allowed),))
        return None

    async def answer(self, method: str, path: str, body: bytes) -> Response:
        """Return the answer to a submission, or the latest head of a log."""
        do = self._add if method == "POST" else self._show
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._safely, do, path, body)

    def _safely(self, do: Callable[[str, bytes], Response], path: str, body: bytes) -> Response:
        try:
            return do(path, body)
        except (OSError, sqlite3.Error, UsageError) as error:
            self._journal.trouble(str(error))
            return Response(500, b"This witness is out of order; whoever runs it finds the reason in its journal.\n")

    def _show(self, path: str, _: bytes) -> Response:
        found = self._heads.note_at(path)
        if found is None:
            return Response(404, b"This witness has cosigned no head of that log.\n")
        return Response(200, found, witness.CHECKPOINT_TYPE, (("Cache-Control", "max-age=60"),))

    def _add(self, _: str, body: bytes) -> Response:
        answer = self._decide(body)
        return Response(answer.status, answer.body, answer.content_type, (("Cache-Control", "no-store"),))

    def _decide(self, body: bytes) -> Answer:
        submission = witness.examine(body, self._folder.logs())
        if isinstance(submission, Answer):
            self._journal.refused(submission.status, _sentence(submission))
            return submission
        decision, before = self._heads.submit(submission, [self._folder.cosigner], self._clock)
        head = submission.head
        if decision.evidence is not None:
            self._keep(submission, decision.evidence, before)
        if decision.record is not None:
            self._journal.cosigned(head.origin, head.size)
        elif decision.answer.status != 409:  # by which a log only learns what is recorded
            self._journal.refused(decision.answer.status, _sentence(decision.answer), head.origin)
        return decision.answer

    def _keep(self, submission: witness.Submission, evidence: Evidence, before: witness.Recorded) -> None:
        """Keep evidence where it can be: a full disk must not turn a refusal into anything else."""
        try:
            kept = self._folder.keep_evidence(submission, evidence, before)
        except OSError as error:
            self._journal.trouble(f"evidence against {submission.head.origin} could not be kept: {error}")
            return
        if kept is not None:
            self._journal.evidence(submission.head.origin, kept)


def _sentence(answer: Answer) -> str:
    return answer.body.decode().removesuffix("\n")
