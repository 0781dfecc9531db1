"""A party on the command line: ``python -m frelay pipe`` carries standard input to the peer, and what the peer sends
to standard output, as ``client_func pipe`` does."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from . import Client, Credentials, CredentialsError, FrelayError, Peer, Proxies
from .credentials import REQUIRED
from .settings import require_time

_HELP = """environment:
  RELAY                  host:port of the relay; several with commas between
  RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY, USER_CRL
                         the credentials, as PEM; each may be a path instead, in RELAY_CA_FILE and so on
  USER_CRL_OVERDUE       refuse: no session begins while USER_CRL is overdue
  CERTS, USER, NAME      a folder of fr-adm, used if none of the credentials is set; the user and party in it
  DEST, TAG              the party to meet, and what tells sessions apart
  TIMEOUT                how many seconds to wait for the session (30)
  HTTPS_PROXY, ALL_PROXY, NO_PROXY
                         the proxy to reach the relay through: http:// or socks5://host:port

exit codes: 0 done, 1 a failed session, 2 called wrongly

examples:
  eval "$(fr-adm env --user user1 --party 0 --dest 1 --relay localhost:6000)"
  echo hello | python -m frelay pipe --send
  python -m frelay pipe --receive"""


def _client() -> Client:
    environ = os.environ
    given = [name for name in REQUIRED if environ.get(name, "").strip() or environ.get(name + "_FILE", "").strip()]
    if given or not environ.get("CERTS"):
        return Client.from_env(prepared_connections=0)
    missing = [name for name in ("RELAY", "USER", "NAME") if not environ.get(name, "").strip()]
    if missing:
        raise ValueError(f"not set: {', '.join(missing)}; CERTS needs them")
    credentials = Credentials.from_folder(environ["CERTS"], environ["USER"], environ["NAME"])
    client = Client(environ["RELAY"], credentials, proxies=Proxies.from_env(environ), prepared_connections=0)
    client._set_session(environ)
    return client


def _timeout(text: str) -> float:
    try:
        seconds = float(text[:-1] if text.endswith("s") else text)
        require_time(seconds, "TIMEOUT")
        return seconds
    except ValueError:
        raise ValueError(f"TIMEOUT={text} is not a number of seconds such as 30") from None


def _pipe(peer: Peer, sends: bool, receives: bool) -> None:
    failures: list[BaseException] = []

    def send() -> None:
        try:
            while sends:
                data = os.read(0, 1 << 16)
                if not data:
                    break
                peer.sendall(data)
            peer.shutdown()
        except OSError as e:
            failures.append(e)
            peer.abort()

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        data = peer.recv()
        while data:
            if not receives:
                raise FrelayError(f"party {peer.name} sends something, and --send says that it does not")
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            data = peer.recv()
        sender.join()
        peer.await_confirmation()
    except OSError as e:
        raise (failures[0] if failures else e) from None


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 a failed session, 2 called wrongly."""
    parser = argparse.ArgumentParser(
        "python -m frelay", epilog=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["pipe"], help="carries stdin to the peer, and the peer's stream to stdout")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--send", action="store_true", help="fail if the peer sends anything")
    one.add_argument("--receive", action="store_true", help="do not read stdin")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # which tells the peer that the session is broken off
    try:
        client = _client()
        timeout = _timeout(os.environ.get("TIMEOUT", "").strip() or "30")
        if len(client.destinations) != 1:
            raise ValueError("DEST does not name one party; set it to the party to connect to")
        for warning in client.credentials.warnings:
            print(f"frelay: {warning}", file=sys.stderr)
        with client.connect(timeout=timeout) as peer:
            _pipe(peer, not options.receive, not options.send)
        return 0
    except (ValueError, CredentialsError) as e:
        print(f"frelay: {e}", file=sys.stderr)
        return 2
    except OSError as e:
        print(f"frelay: {e}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # the session has been broken off
        return 130


if __name__ == "__main__":
    sys.exit(main())
