"""One end of named streams, for PythonClientIT: ``python3 -m tests.stream_party PEER``, with the variables of a party.
Sends on "up" what PythonClientIT expects, and prints a hash of what comes on "down"."""

import hashlib
import sys
import threading

import frelay


def main():
    with frelay.Client.from_env().connect(sys.argv[1], "named streams", 20) as peer:
        up, down, last = peer.stream("up"), peer.stream("down"), peer.stream("last")
        sending = threading.Thread(target=lambda: (up.sendall(b"python" * 500_000), up.shutdown()))
        sending.start()
        last.messages().send(b"first")
        received = hashlib.sha256()
        while data := down.recv():
            received.update(data)
        sending.join()
        print(received.hexdigest(), last.messages().receive().decode(), flush=True)
        last.shutdown()


if __name__ == "__main__":
    main()
