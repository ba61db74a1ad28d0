"""A witness that is killed at any moment, with two processes on one folder and logs that sign two histories each."""

import http.client
import threading
from contextlib import closing

import pytest

from evenhand_register import note, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.cosignature import Cosigner
from tests.register.support import Leaves, Log, counted

from .witnesses import COSIGNER, PATIENT, Process, folder, post, submission

TOP, COMMON = 24, 3


class Forked:
    """A log whose key signs two histories, alike up to the third entry."""

    def __init__(self, number: int) -> None:
        self.origin = f"forked-{number}.example/register"
        self.sides = [Log(self.origin), Log(self.origin)]
        for side, log in enumerate(self.sides):
            for index in range(TOP):
                log.append(f"{side if index >= COMMON else 'both'} {index}".encode())
        self.roots = [{tree.root(Leaves(log.entries), size) for size in range(TOP + 1)} for log in self.sides]
        self.cosigned: list[Checkpoint] = []
        self.answers = threading.Semaphore(0)

    def insist(self, side: int, port: int) -> None:
        """Ask for a cosignature on one side of the fork, again and again, until nobody answers any more."""
        old = 0
        while True:
            try:
                answer = post(port, submission(self.sides[side], old, min(old + 1, TOP)))
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 200:
                head = Checkpoint.parse(note.parse(self.sides[side].head(min(old + 1, TOP))).text)
                self.cosigned.append(head)
                old = head.size
            elif answer.status == 409:
                old = int(answer.body)
            else:
                assert answer.status == 422, answer.body
            self.answers.release()


def is_one_history(log: Forked) -> bool:
    return any({head.root for head in log.cosigned} <= roots for roots in log.roots)


@pytest.mark.parametrize("number", range(5))
def test_a_witness_that_is_killed_under_load_never_goes_back_nor_signs_a_fork(number, tmp_path):
    log, path = Forked(number), tmp_path / "witness"
    kept = folder(path, [log.sides[0].signer.vkey])
    first, second = Process(path), Process(path)
    clients = [
        threading.Thread(target=log.insist, args=(side, server.port)) for server in (first, second) for side in (0, 1)
    ]
    for client in clients:
        client.start()
    for server, moment in ((first, counted(number)[0] % 40), (second, counted(number)[1] % 40)):
        for _ in range(moment):
            assert log.answers.acquire(timeout=PATIENT)
        server.kill()
    for client in clients:
        client.join()

    with closing(kept.heads()) as heads:
        ((_, held),) = heads.all() or [(log.origin, None)]
    if held is not None:
        cosigned_by_now = Checkpoint.parse(note.parse(held.note).text)
        assert held.size >= max((head.size for head in log.cosigned), default=0)
        assert (cosigned_by_now.size, cosigned_by_now.root) == (held.size, held.root)
        log.cosigned.append(cosigned_by_now)  # it may have been signed for somebody who never got the answer
    assert is_one_history(log)

    again = Process(path)
    try:
        size = 0 if held is None else held.size
        for side in (0, 1):
            answer = post(again.port, submission(log.sides[side], size, TOP))
            if answer.status == 200:
                log.cosigned.append(Checkpoint.parse(note.parse(log.sides[side].head()).text))
        assert log.cosigned[-1].size == TOP, "it goes on after the kill"
        assert is_one_history(log)
    finally:
        code, _, err = again.end()
    assert (code, err) == (0, "")


def test_two_processes_that_begin_one_folder_at_one_moment_have_one_key(tmp_path):
    made = threading.Barrier(8)
    keys = []

    def begin(number):
        made.wait(PATIENT)
        keys.append(folder(tmp_path / "witness", cosigner=Cosigner("w.example/1", counted(number))).cosigner)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len({key.vkey for key in keys}) == 1
    assert COSIGNER not in keys
