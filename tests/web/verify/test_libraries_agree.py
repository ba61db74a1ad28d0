"""noble, in the page, and libsodium, in the register, calculate the same: points, scalars, generators, hashes, refusals."""

import base64
import hashlib
from itertools import pairwise

import pytest

from evenhand_register import group
from evenhand_register.errors import RegisterError
from evenhand_register.generators import generator, point_of
from tests.register.support import counted
from tests.web.verify.conftest import b64, vectors

pytestmark = pytest.mark.browser

WIDE = [hashlib.sha512(f"agree {n}".encode()).digest() for n in range(48)]
POINTS = [group.from_hash(wide) for wide in WIDE]
SCALARS = [group.reduce(hashlib.sha512(b"scalar" + wide).digest()) for wide in WIDE]
LAST = group.Scalar((group.ORDER - 1).to_bytes(32, "little"))
# RFC 9496 appendix A.2: what no decoder may accept
BAD_POINTS = [
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
    "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
    "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
    "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
    "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
    "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
    "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad87",
    "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
    "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
    "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
    "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
    "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b",
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
    "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
    "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
    "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
    "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
    "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
    "5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e",
    "445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b",
]


def here(read, raw):
    """Whether the register takes the bytes."""
    try:
        read(raw)
    except RegisterError:
        return False
    return True


def test_points_from_hashes_and_their_sums_and_multiples(opened):
    expected = [
        [
            b64(group.from_hash(wide)),
            b64(group.multiply_base(s)),
            b64(group.multiply(s, p)),
            b64(group.add(p, q)),
            b64(group.subtract(p, q)),
        ]
        for wide, s, (p, q) in zip(WIDE, SCALARS, pairwise([*POINTS, group.BASE]), strict=True)
    ]
    given = [
        [b64(wide), b64(s), b64(p), b64(q)]
        for wide, s, (p, q) in zip(WIDE, SCALARS, pairwise([*POINTS, group.BASE]), strict=True)
    ]
    found = opened.page.evaluate(
        """(cases) => cases.map((case_) => {
          const [wide, scalar, first, second] = case_.map(bytes), { group } = evenhand;
          const s = group.readScalar(scalar), p = group.readPoint(first), q = group.readPoint(second);
          const points = [group.fromHash(wide), group.multiplyBase(s), group.multiply(s, p), p.add(q), p.subtract(q)];
          return points.map((point) => evenhand.bytes.encode64(point.toBytes()));
        })""",
        given,
    )
    assert found == expected


def test_the_identity_and_the_ends_of_the_scalars(opened):
    found = opened.page.evaluate(
        """([last, base]) => {
          const { group } = evenhand, b = group.readPoint(bytes(base)), s = group.readScalar(bytes(last));
          const points = [group.multiplyBase(0n), group.multiply(0n, b), group.multiply(s, b).add(b), b.subtract(b),
                          group.multiply(5n, group.IDENTITY), group.readPoint(new Uint8Array(32)), group.multiplyBase(s)];
          return points.map((point) => evenhand.bytes.encode64(point.toBytes()));
        }""",
        [b64(LAST), b64(group.BASE)],
    )
    assert found == [b64(group.IDENTITY)] * 6 + [b64(group.multiply_base(LAST))]


def test_what_is_no_point_or_no_scalar_is_refused_by_both(opened):
    raws = [bytes.fromhex(spelt) for spelt in BAD_POINTS] + [
        bytes([*point[:31], point[31] | 0x80]) for point in POINTS
    ]
    raws += [counted(n) for n in range(200)] + [b"", bytes(31), bytes(33)]
    script = "(raws) => Promise.all(raws.map((raw) => codeOf(() => evenhand.group.readPoint(bytes(raw)))))"
    found = opened.page.evaluate(script, list(map(b64, raws)))
    assert [code is None for code in found] == [here(group.read_point, raw) for raw in raws]
    assert found[: len(BAD_POINTS)] == ["E_POINT"] * len(BAD_POINTS)
    scalars = [(group.ORDER + n).to_bytes(32, "little") for n in (-2, -1, 0, 1)] + [
        b"\xff" * 32,
        bytes(31),
        bytes(32),
    ]
    script = "(raws) => Promise.all(raws.map((raw) => codeOf(() => evenhand.group.readScalar(bytes(raw)))))"
    found = opened.page.evaluate(script, list(map(b64, scalars)))
    assert [code is None for code in found] == [here(group.read_scalar, raw) for raw in scalars]


def test_generators_template_points_and_challenges(opened):
    told, tallies = vectors("scheme.json"), vectors("tally.json")
    labels = [one["label"] for one in told["generators"]]
    script = (
        """(labels) => labels.map((label) => evenhand.bytes.encode64(evenhand.group.generator(label).toBytes()))"""
    )
    assert opened.page.evaluate(script, labels) == [b64(generator(label)) for label in labels]
    vector = dict(zip(labels, range(1, 16), strict=False))
    script = """(vector) => evenhand.bytes.encode64(evenhand.group.pointOf(vector).toBytes())"""
    assert opened.page.evaluate(script, list(vector.items())) == b64(point_of(vector))
    script = """(cases) => cases.map(({ tag, parts }) => evenhand.group.hashToScalar(tag, ...parts.map(bytes)).toString())"""
    told = tallies["hash_to_scalar"]
    expected = [str(int.from_bytes(base64.b64decode(case["scalar"]), "little")) for case in told]
    assert opened.page.evaluate(script, told) == expected


def test_signatures_of_both_kinds_agree_with_the_register(opened):
    from evenhand_register.keys import Signer

    signer = Signer("a.example/b", counted(7))
    cases = []
    for n in range(24):
        message, key = f"message {n}".encode(), signer.verifier.public_key
        good = signer.sign(message)
        flipped = bytes([*good[:n], good[n] ^ 1, *good[n + 1 :]])
        malleable = good[:32] + (int.from_bytes(good[32:], "little") + group.ORDER).to_bytes(32, "little")
        cases += [(key, message, good), (key, message, flipped), (key, message, malleable), (key, b"other", good)]
    small = [bytes(32), b"\x01" + bytes(31), b"\xff" * 32]  # keys that are no key, or of small order
    cases += [(key, b"message", counted(8) + counted(9)) for key in small]
    expected = [type(signer.verifier)("x", 1, key).verifies(message, sign) for key, message, sign in cases]
    assert expected[:4] == [True, False, False, False]
    found = opened.page.evaluate(
        """async (cases) => {
          const found = [];
          for (const case_ of cases) {
            const [key, message, signature] = case_.map(bytes), { ed25519 } = evenhand;
            found.push([await ed25519.verifySignature(key, message, signature),
                        ed25519.verifyHere(key, message, signature)]);
          }
          return found;
        }""",
        [list(map(b64, case)) for case in cases],
    )
    assert found == [[good, good] for good in expected]
