"""What docs/vectors say for clients in any language holds for this one."""

import json
import unittest
from pathlib import Path

from frelay import binding, frames
from frelay.frames import BrokenRules, Count, Echo, Gone, Greeting
from frelay.session import Over, Session, Stranger
from frelay.settings import Resumption

VECTORS = Path(__file__).resolve().parents[3] / "docs" / "vectors"
FRAMES = json.loads((VECTORS / "frelay-2.json").read_text())
BOUND = json.loads((VECTORS / "frelay-bound-1.json").read_text())
WINDOW = Resumption(window=frames.LEAST_WINDOW)


def pieces(data):
    """In every way that matters: whole, and byte by byte."""
    return ([data], [data[i : i + 1] for i in range(len(data))])


def established():
    """A side and the bytes of its peer's that come before any others."""
    session = Session(WINDOW, bytes.fromhex(FRAMES["nonces"]["a"]))
    session.connected(0)
    peer = bytes.fromhex(FRAMES["nonces"]["b"])
    session.receive(frames.encode(Greeting(peer, frames.LEAST_WINDOW)), 0)
    while session.next_bytes():
        pass
    return session


class Frames(unittest.TestCase):
    def test_each_is_decoded_and_encoded(self):
        for vector in FRAMES["frames"]:
            with self.subTest(vector["hex"]):
                data = bytes.fromhex(vector["hex"])
                kind, body = data[0], data[frames.HEADER :]
                self.assertEqual(frames.body_length(data), len(body))
                if vector["type"] == "DATA":
                    self.assertEqual(body, bytes.fromhex(vector["data"]))
                    continue
                frame = frames.decode(kind, body)
                self.assertEqual(frame, self.expected(vector, kind))
                if frame is not None:
                    self.assertEqual(frames.encode(frame), data)

    @staticmethod
    def expected(vector, kind):
        hexes = {name: bytes.fromhex(vector[name]) for name in ("own", "peer", "id") if name in vector}
        if vector["type"] in ("END", "ACK"):
            return Count(kind, vector["count"])
        if vector["type"] in ("PING", "PONG"):
            return Echo(kind, hexes["id"])
        if vector["type"] in ("BEGIN", "RESUME"):
            return Greeting(hexes["own"], vector["window"], hexes.get("peer"), vector.get("received", 0))
        if vector["type"] == "GONE":
            return Gone(hexes["own"], vector["reason"])
        return None

    def test_malformed_ones_are_refused(self):
        for vector in FRAMES["malformed"]:
            for split in pieces(bytes.fromhex(vector["hex"])):
                with self.subTest(vector["why"]), self.assertRaises(BrokenRules):
                    session = established()
                    for piece in split:
                        session.receive(piece, 0)

    def test_what_is_cut_off_is_waited_for(self):
        for hexes in FRAMES["cutOff"]:
            for split in pieces(bytes.fromhex(hexes)):
                session = established()
                for piece in split:
                    self.assertEqual(session.receive(piece, 0), [])

    def test_where_both_meet_again(self):
        for vector in FRAMES["resumeTags"]:
            session = Session(WINDOW, bytes.fromhex(vector["own"]))
            session.connected(0)
            session.receive(frames.encode(Greeting(bytes.fromhex(vector["peer"]), frames.LEAST_WINDOW)), 0)
            self.assertEqual(session.resume_tag(), vector["tag"])


class Party:
    """One side of a dialogue."""

    def __init__(self, nonce):
        self.session = Session(WINDOW, bytes.fromhex(nonce))
        self.said = b""
        self.written, self.read = "", ""
        self.restarted = False

    def connect(self):
        self.session.connected(0)
        self.said = b""

    def says(self, data):
        """Takes these bytes from what it would say, in whatever order it has them; "" if they are not there."""
        kind, length = data[0], len(data) - frames.HEADER
        if kind == frames.ACK:
            self.session.tick(0)  # a second has passed
        part = self.session.next_bytes()
        while part:
            self.said += part
            part = self.session.next_bytes()
        at = 0
        while at < len(self.said):
            found, size = self.said[at], frames.body_length(self.said[at : at + frames.HEADER])
            end = at + frames.HEADER + size
            if found == kind == frames.DATA and size > length:  # it may send it in other pieces
                rest = self.said[at + frames.HEADER + length : end]
                header = bytes((frames.DATA,)) + len(rest).to_bytes(2, "big")
                whole = bytes((frames.DATA,)) + length.to_bytes(2, "big") + self.said[at + frames.HEADER :][:length]
                self.said = self.said[:at] + header + rest + self.said[end:]
                return whole
            frame = self.said[at:end]
            if found == kind:
                self.said = self.said[:at] + self.said[end:]
                return frame
            at = end
        return b""

    def hears(self, data, split):
        for piece in split(data):
            for event in self.session.receive(piece, 0):
                if isinstance(event, Over):
                    self.restarted |= event.reason == frames.UNKNOWN_SESSION
                elif isinstance(event, Stranger) and event.greeting.peer is not None:
                    self.said += frames.encode(Gone(event.greeting.peer, frames.UNKNOWN_SESSION))


class Dialogues(unittest.TestCase):
    def test_dialogues(self):
        for split in (lambda data: [data], lambda data: [data[i : i + 1] for i in range(len(data))]):
            for dialogue in FRAMES["dialogues"]:
                with self.subTest(dialogue["name"]):
                    parties = self.play(dialogue, split)
                    for side, party in parties.items():
                        complete = side in dialogue.get("complete", [])
                        self.assertEqual(party.session.is_complete(), complete, side)
                        self.assertEqual(party.restarted, side == dialogue.get("restarted"), side)
                    if dialogue.get("complete"):
                        self.assertEqual(parties["A"].read, parties["B"].written)
                        self.assertEqual(parties["B"].read, parties["A"].written)

    def test_broken_rules(self):
        for dialogue in FRAMES["broken"]:
            with self.subTest(dialogue["name"]):
                self.assertTrue(dialogue["steps"][-1]["refused"])
                self.play(dialogue, lambda data: [data])

    def play(self, dialogue, split):
        parties = {"A": Party(FRAMES["nonces"]["a"]), "B": Party(FRAMES["nonces"]["b"])}
        for step in dialogue["steps"]:
            if "connection" in step:
                for party in parties.values():
                    party.connect()
                    if step["connection"] != "t":
                        self.assertEqual(party.session.resume_tag(), step["connection"])
                continue
            party = parties[step["side"]]
            peer = parties["B" if step["side"] == "A" else "A"]
            if "restarts" in step:
                parties[step["side"]] = Party(step["restarts"])
            elif "writes" in step:
                party.written += step["writes"]
                party.session.write(memoryview(step["writes"].encode()))
            elif "ends" in step:
                party.session.end_output()
            elif "takes" in step:
                data = party.session.read(step["takes"])
                self.assertEqual(len(data), step["takes"])
                party.read += data.decode()
                party.session.read(0)  # it comes back for more
            elif "refused" in step:
                with self.assertRaises(BrokenRules):
                    peer.hears(bytes.fromhex(step["hex"]), split)
            else:
                data = bytes.fromhex(step["hex"])
                self.assertEqual(party.says(data).hex(), data.hex(), step)
                if "lost" not in step:
                    peer.hears(data, split)
        return parties


class Bindings(unittest.TestCase):
    def test_what_is_said(self):
        for each in BOUND["bindings"]:
            said = binding.Binding(each["user"], each["party"], each["peer"], each["tag"], each["purpose"]).encode()
            self.assertEqual(said.hex(), each["hex"])

    def test_what_differs(self):
        for each in BOUND["pairs"]:
            found = binding.difference(bytes.fromhex(each["ours"]), bytes.fromhex(each["peers"]))
            self.assertEqual((found or "").upper(), each["differs"].upper(), each["about"])

    def test_what_has_to_be_said(self):
        own = binding.Binding("user1", "0", "1", "t", "sum").encode()
        self.assertEqual(binding.difference(own, bytes(96)), "session")
        self.assertIsNone(binding.difference(own, own[:32] + bytes(64)))

    def test_what_is_agreed_on(self):
        for each in BOUND["agreements"]:
            agreed = next((one for one in each["server"] if one in each["client"]), "")
            self.assertEqual(agreed, each["agreed"])
            self.assertEqual(binding.is_agreed(agreed), each["bound"])
            self.assertEqual(binding.inside(agreed), each["inside"])
        self.assertEqual(binding.offer(["frelay/2"]), ["frelay-bound/1+frelay/2", "frelay-bound/1", "frelay/2"])


if __name__ == "__main__":
    unittest.main()
