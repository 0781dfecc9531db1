#!/usr/bin/env python3
"""Private sum: three or more parties learn the total of their numbers, and nothing else of them.

Run by FRELAY_PROGRAM=./sum.py with the input {"value": 10}, for each invocation or, with
FRELAY_PROGRAM_STAYS=true, for one after another. Each party splits its number into
random shares, one for each party, whose sum is the number modulo 2^64. It adds up the shares that
it gets, and sends the sum to all. sum.c does the same, and is understood.
"""

import json
import os
import secrets
import socket
import sys

MODULUS = 2**64
BAD_INPUT = 65  # exit code, as in sysexits.h


def connect(address):
    peer = socket.socket(socket.AF_UNIX)
    peer.connect(address)
    return peer


def send(peer, number):
    peer.sendall(number.to_bytes(8, "big"))


def receive(peer):
    data = peer.recv(8, socket.MSG_WAITALL)
    if len(data) < 8:
        sys.exit("a peer ended before the total was there")
    return int.from_bytes(data, "big")


def total(value, peers):
    own = value
    for peer in peers:
        share = secrets.randbelow(MODULUS)
        send(peer, share)
        own -= share
    for peer in peers:
        own += receive(peer)
    result = own
    for peer in peers:
        send(peer, own % MODULUS)
    for peer in peers:
        result += receive(peer)
    return (result + MODULUS // 2) % MODULUS - MODULUS // 2


def compute(call):
    """The output, or a ValueError."""
    value = call["input"].get("value")
    if not isinstance(value, int) or abs(value) > 2**53 or len(call["peers"]) < 2:
        raise ValueError("'value' is a whole number of at most 2^53; two peers or more")
    peers = [connect(address) for address in call["peers"].values()]
    print("party", call["self"], "has connected its peers", file=sys.stderr)
    try:
        return {"total": total(value, peers), "parties": len(peers) + 1}
    finally:
        for peer in peers:
            peer.close()


def once():
    names = os.environ["FRELAY_PEERS"].split(",")
    peers = {name: os.environ["FRELAY_PEER_" + name] for name in names}
    try:
        call = {"input": json.load(sys.stdin), "self": os.environ["FRELAY_SELF"], "peers": peers}
        print(json.dumps(compute(call)))
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)


def stay():
    for line in sys.stdin:
        call = json.loads(line)
        try:
            answer = {"id": call["id"], "output": compute(call)}
        except ValueError as error:
            answer = {"id": call["id"], "badInput": str(error)}
        print(json.dumps(answer), flush=True)


if "FRELAY_PROGRAM_STAYS" in os.environ:
    stay()
else:
    once()
