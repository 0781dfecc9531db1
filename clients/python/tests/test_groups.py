"""Groups of this client through the real relay; with the Java client they are tested by PythonClientIT."""

import unittest

import frelay
from frelay.groupframes import Beat, Call, Credit, Data, Fail, Hello, Leave, decode, digest, encode, tag_of

from .support import PATIENCE, Background, client
from .test_sessions import blob

MEMBERS = ["0", "1"]


def join(name, *lists, timeout=PATIENCE):
    """Both members' groups."""
    return [
        Background(client(party).join, name, members, timeout)
        for party, members in zip(MEMBERS, lists or (MEMBERS, MEMBERS))
    ]


class Frames(unittest.TestCase):
    def test_each_is_what_it_was(self):
        call = Call("ot", 1 << 40, "barrier")
        for frame in (
            Hello(bytes(32)),
            Data(call, 100_000, 300_000, b"payload"),
            Credit("", 1 << 20),
            Beat(True, (call, call)),
            Fail("LOST", ("0", "1"), "gr\u00fcn"),
            Leave({"": 7, "ot": 1}),
        ):
            self.assertEqual(decode(encode(frame)), frame)
            for end in range(1, 33):
                if not isinstance(frame, (Hello, Data)):
                    with self.assertRaises(frelay.FrelayError):
                        decode(encode(frame)[:-end])

    def test_what_is_none_is_refused(self):
        for message in (b"", b"\7", b"\3\0\0", b"\6\1\0\5ab", encode(Credit("", 1)) + b"x"):
            with self.assertRaises(frelay.FrelayError):
                decode(message)

    def test_names_are_those_of_the_java_client(self):
        self.assertEqual(tag_of("job-17"), "group-d1928a8161a66e46af8cb376b47f2a2d")
        self.assertEqual(
            digest("members", "job-17", ["0", "1", "2"]).hex(),
            "aac971de99e27b5ee2752b21a8b137215272fa126704ea2d76dc6ae7c41eaf66",
        )


class Groups(unittest.TestCase):
    def both(self, name):
        groups = [each.result() for each in join(name)]
        for each in groups:
            self.addCleanup(each.close)
        return groups

    def test_operations(self):
        def member(group):
            group.barrier()
            gathered = group.all_gather(group.members[group.rank].encode() * 3)
            large = group.all_gather(blob(3 << 20, bytes([group.rank])))
            sent = group.broadcast(b"from 1" if group.rank == 1 else None, 1)
            other = group.with_tag("ot").all_gather(b"x" * group.rank)
            empty = group.broadcast(b"", 0)
            return gathered, large, sent, other, empty

        results = [Background(member, each) for each in self.both("operations")]
        large = [blob(3 << 20, bytes([rank])) for rank in range(2)]
        for each in results:
            self.assertEqual(each.result(), ([b"000", b"111"], large, b"from 1", [b"", b"x"], b""))

    def test_a_member_may_be_ahead(self):
        zero, one = self.both("ahead")
        sending = Background(lambda: [zero.broadcast(blob(100_000), 0) for _ in range(9)])
        self.assertEqual([one.broadcast(None, 0) for _ in range(9)], [blob(100_000)] * 9)
        sending.result()

    def fails(self, call, reason, *members):
        with self.assertRaises(frelay.GroupError) as caught:
            call()
        self.assertEqual((caught.exception.reason, caught.exception.members), (reason, members))
        return str(caught.exception)

    def test_calls_that_do_not_match(self):
        zero, one = self.both("mismatch")
        other = Background(one.all_gather, b"")
        for call in (zero.barrier, other.result):
            with self.assertRaises(frelay.GroupError) as caught:
                call()
            self.assertEqual(caught.exception.reason, "MISMATCH")
            self.assertIn("barrier at 0", str(caught.exception))
            self.assertIn("allGather i8 at 1", str(caught.exception))

    def test_a_member_that_leaves(self):
        zero, one = self.both("leaves")
        leaving = Background(one.close)
        said = self.fails(zero.barrier, "LEFT", "1")
        self.assertIn("1 has closed it before barrier", said)
        leaving.result()

    def test_a_member_that_is_lost(self):
        zero, one = self.both("lost")
        waiting = Background(zero.barrier)
        for link in list(one._mesh._links.values()):
            link.peer.abort()
        self.fails(waiting.result, "LOST", "1")
        self.fails(zero.barrier, "LOST", "1")

    def test_an_operation_that_is_late(self):
        zero, _ = self.both("late")
        said = self.fails(zero.within(0.3).barrier, "TIMEOUT", "1")
        self.assertIn("waits for 1", said)

    def test_different_lists(self):
        for each in join("lists", MEMBERS, MEMBERS[::-1]):
            with self.assertRaises(frelay.GroupError) as caught:
                each.result()
            self.assertEqual(caught.exception.reason, "MISMATCH")

    def test_a_member_that_does_not_come(self):
        said = self.fails(lambda: client("0").join("alone", MEMBERS, 1), "MISSING", "1")
        self.assertIn('group "alone" did not come together', said)

    def test_wrong_lists(self):
        for members in (["1"], ["0", "0"], ["0"] * 300):
            with self.assertRaises(ValueError):
                client("0").join("wrong", members)

    def test_a_group_of_one(self):
        with client("0").join("one", ["0"]) as group:
            group.barrier()
            self.assertEqual(group.all_gather(b"x"), [b"x"])
            self.assertEqual(group.broadcast(b"y", 0), b"y")


if __name__ == "__main__":
    unittest.main()
