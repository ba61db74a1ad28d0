"""Oversight findings and answers in the published folder: a stranger finds the hash of each in the notice of the register (K5)."""

import json
import re
from hashlib import sha256

import pytest

from evenhand.clerk.publish import publish
from evenhand.office.publish_finding import publish_finding
from evenhand.process.systemic import Draft

pytestmark = pytest.mark.django_db


def test_each_document_in_the_folder_has_its_hash_in_a_notice_of_the_log(house, tmp_path):
    folder = tmp_path / "public"
    publish(house.integrator.files, house.integrator.signer.vkey, folder)
    openings = [json.loads(path.read_bytes()) for path in folder.glob("record/*") if path.is_file()]
    notices = [one["facts"]["data"]["words"] for one in openings if one["facts"]["kind"] == "notice"]
    told = set(re.findall(r"[0-9a-f]{64}", " ".join(notices)))
    documents = sorted(folder.glob("oversight/*.json"))
    assert [path.name.split("-")[0] for path in documents] == ["answer", "finding"]
    assert {sha256(path.read_bytes()).hexdigest() for path in documents} <= told
    index = (folder / "index.html").read_text()
    assert all(f'href="oversight/{path.name}"' in index for path in documents)


def test_what_no_signed_head_covers_yet_is_not_in_the_folder(house, tmp_path):
    team = house.team
    draft = Draft("<script>alert(1)</script>", "Later.")
    assert publish_finding(team.office, team.refs["olga"], draft) == 2
    folder = tmp_path / "public"
    publish(house.integrator.files, house.integrator.signer.vkey, folder)
    assert not (folder / "oversight" / "finding-2.json").exists()
    house.integrate()
    publish(house.integrator.files, house.integrator.signer.vkey, folder)
    assert json.loads((folder / "oversight" / "finding-2.json").read_bytes())["text"] == "Later."
    assert "<script>alert" not in (folder / "index.html").read_text()
