"""What a party holds, read and checked before any connection."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple, Union

from .certificates import Certificate, certificates, encrypted, instant, is_party, pem_blocks, pem_text
from .errors import CredentialsError
from .revocation import RevokedPeers, read_text
from .tls import Identity, is_signed_by

REQUIRED = ("RELAY_CA", "RELAY_CERT", "RELAY_KEY", "USER_CA", "PARTY_CERT", "PARTY_KEY")
_ALL = (*REQUIRED, "USER_CRL")
_OVERDUE = "USER_CRL_OVERDUE"
_PEMS = ("-----BEGIN", "LS0tLS1CRUdJTi")  # as it is, and in base64
_KEYS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")

PathLike = Union[str, "os.PathLike[str]"]


class _Source(NamedTuple):
    name: str  # what messages call it: a variable or a file
    text: str
    file: Path | None = None


class Credentials:
    """A certificate and key for the relay, a certificate and key for the peers, the CAs that count for either, and
    what the user CA has revoked. Immutable, safe for use by several threads; never prints a key.

    Each PEM may have the two characters ``\\n`` for its line ends, or be in base64 as a whole. Keys may be PKCS#8,
    PKCS#1 or SEC1, not encrypted.

    :raises CredentialsError: if something is missing, does not belong together, has expired or is revoked
    """

    def __init__(self, sources: Mapping[str, _Source], refuse_overdue: bool = False) -> None:
        #: What is not in order and does no harm yet: a CA of several that has expired.
        self._warnings: list[str] = []
        self._files = {each.file: each.text for name, each in sources.items() if each.file and name != "USER_CRL"}
        relay_cas = self._authorities(sources["RELAY_CA"])
        user_cas = self._authorities(sources["USER_CA"])
        every_user_ca = certificates(sources["USER_CA"].text, sources["USER_CA"].name)
        self.outer = Identity(*_own(sources["RELAY_CERT"], sources["RELAY_KEY"]), relay_cas)
        chain, key = _own(sources["PARTY_CERT"], sources["PARTY_KEY"])
        revoked = None
        if "USER_CRL" in sources:
            text, name, file = sources["USER_CRL"].text, sources["USER_CRL"].name, sources["USER_CRL"].file
            revoked = RevokedPeers(text, name, file, every_user_ca, user_cas, refuse_overdue)
        elif refuse_overdue:
            raise CredentialsError(f"{_OVERDUE}=refuse needs a list; set USER_CRL, or USER_CRL_FILE")
        self.inner = Identity(chain, key, user_cas, revoked)
        leaf = self.outer.chain[0]
        #: The party's name: the CN of its relay certificate.
        self.party: str = leaf.common_names[0] if len(leaf.common_names) == 1 else ""
        #: The user's name: the O of the relay certificate, empty if it has none.
        self.user: str = leaf.organizations[0] if leaf.organizations else ""
        self._require_one_party(sources)
        _require_signed(sources, "RELAY_CERT", self.outer, "RELAY_CA", self.inner)
        _require_signed(sources, "PARTY_CERT", self.inner, "USER_CA", self.outer)
        if revoked is not None and revoked.revoked(chain[:1]):
            raise CredentialsError(
                f"{sources['PARTY_CERT'].name} has been revoked, says {revoked.source}; issue a new certificate"
            )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Credentials:
        """Reads RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY and, if there is one, USER_CRL: each
        as PEM in the variable itself or, if that is absent or blank, in the file that NAME_FILE names. With
        USER_CRL_OVERDUE=refuse no session begins while the list is overdue."""
        environ = os.environ if environ is None else environ
        sources: dict[str, _Source] = {}
        for name in _ALL:
            pem, file = environ.get(name, ""), environ.get(name + "_FILE", "")
            if pem.strip():
                sources[name] = _Source(name, pem)
            elif file.strip():
                sources[name] = _source(file, f"{name}_FILE")
        overdue = environ.get(_OVERDUE, "").strip().lower()
        if overdue not in ("", "accept", "refuse"):
            raise CredentialsError(f"{_OVERDUE} is neither accept nor refuse")
        missing = [name for name in REQUIRED if name not in sources]
        if missing:
            raise CredentialsError(
                f"not set: {', '.join(missing)}; set each to a PEM text, or {missing[0]}_FILE and so on to the path of"
                " a file"
            )
        return cls(sources, overdue == "refuse")

    @classmethod
    def from_files(cls, **files: PathLike) -> Credentials:
        """Reads PEM files: ``relay_ca=``, ``relay_cert=``, ``relay_key=``, ``user_ca=``, ``party_cert=``,
        ``party_key=`` and, if there is one, ``user_crl=``."""
        _require_all(files)
        return cls({name.upper(): _source(file, name) for name, file in files.items()})

    @classmethod
    def from_pem(cls, **pems: str) -> Credentials:
        """Takes PEM texts by the same names as :meth:`from_files`."""
        _require_all(pems)
        return cls({name.upper(): _Source(name.upper(), pem) for name, pem in pems.items()})

    @classmethod
    def from_folder(cls, certs: PathLike, user: str, party: str) -> Credentials:
        """Reads what ``fr-adm`` wrote for a party into its folder, and the user's revocation list if it is there."""
        of_user = Path(certs) / user
        own = of_user / party
        files: dict[str, PathLike] = {
            "relay_ca": Path(certs) / "frelay-ca.pem",
            "relay_cert": own / "relay-cert.pem",
            "relay_key": own / "relay-key.pem",
            "user_ca": of_user / "user-ca.pem",
            "party_cert": own / "cert.pem",
            "party_key": own / "key.pem",
        }
        revocations = of_user / "user-crl.pem"
        if os.path.lexists(revocations):  # a link that leads nowhere is an error, and not taken for no list
            files["user_crl"] = revocations
        return cls.from_files(**files)

    def _authorities(self, source: _Source) -> tuple[Certificate, ...]:
        """Of several those that are valid count, and at least one must be."""
        every = certificates(source.text, source.name)
        now = datetime.now(timezone.utc)
        valid = tuple(each for each in every if each.not_before <= now <= each.not_after)
        if not valid:
            _require_valid(max(every, key=lambda each: each.not_after), source.name)
        for each in every:
            if each not in valid:
                self._warnings.append(
                    f"a CA is left out of {source.name}: it is valid from {instant(each.not_before)} to"
                    f" {instant(each.not_after)}"
                )
        return valid

    def _require_one_party(self, sources: Mapping[str, _Source]) -> None:
        if not is_party(self.party):
            raise CredentialsError(f"{sources['RELAY_CERT'].name} has no CN that names a party")
        names = self.inner.chain[0].names()
        if self.party not in names:
            raise CredentialsError(
                f"{sources['RELAY_CERT'].name} is for {self.party} but {sources['PARTY_CERT'].name} is for"
                f" {', '.join(names)}; take two certificates of one party"
            )

    def require_valid_now(self) -> None:
        """Checks again what time can change, for a party that keeps its credentials for long."""
        for name, identity in (("RELAY", self.outer), ("PARTY", self.inner)):
            _require_valid(identity.chain[0], f"{name}_CERT")
            ca = "RELAY_CA" if name == "RELAY" else "USER_CA"
            _require_valid(max(identity.trusted, key=lambda each: each.not_after), ca)

    def have_files_changed(self) -> bool:
        """Whether a file that these were read from has another content by now, or none. USER_CRL does not count: it
        is read again by itself."""
        try:
            return any(read_text(file) != text for file, text in self._files.items())
        except CredentialsError:
            return True

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is not in order as of now and does no harm yet, a sentence each."""
        overdue = self.inner.revoked.warning() if self.inner.revoked else None
        return (*self._warnings, overdue) if overdue else tuple(self._warnings)

    def __repr__(self) -> str:
        return f"Credentials(party={self.party!r}, user={self.user!r})"


def _require_all(given: Mapping[str, object]) -> None:
    """Of what was given by name."""
    unknown = [name for name in given if name.upper() not in _ALL]
    if unknown:
        raise TypeError(f"no credential is called {', '.join(unknown)}")
    missing = [name.lower() for name in REQUIRED if name.lower() not in given]
    if missing:
        raise CredentialsError(f"not given: {', '.join(missing)}")


def _source(file: PathLike, name: str) -> _Source:
    """:param name: of the variable, or the argument, that has the path"""
    path = Path(file)
    if str(path).lstrip().startswith(_PEMS):  # and not the path, which would be printed, and may be a key
        raise CredentialsError(f"{name} holds a PEM text; it takes the path of a file")
    return _Source(str(path), read_text(path), path)


def _own(cert: _Source, key: _Source) -> tuple[tuple[Certificate, ...], str]:
    chain = tuple(certificates(cert.text, cert.name))
    key_pem = ""
    for label, der in pem_blocks(key.text, key.name):
        if label == "ENCRYPTED PRIVATE KEY":
            raise encrypted(key.name)
        if label in _KEYS and not key_pem:
            key_pem = pem_text(label, der)
    if not key_pem:
        raise CredentialsError(f"{key.name} holds no private key")
    _require_valid(chain[0], cert.name)
    try:
        Identity(chain, key_pem, chain[:1]).context(False)
    except (ssl.SSLError, ValueError) as e:
        if getattr(e, "reason", None) in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"):
            raise CredentialsError(f"{key.name} is not the key of {cert.name}") from None
        reason = (getattr(e, "reason", None) or "unreadable").replace("_", " ").lower()
        raise CredentialsError(
            f"{key.name} or {cert.name} is damaged, or of a kind that TLS does not take here ({reason}); make EC, RSA"
            " or Ed25519 ones with fr-adm"
        ) from None
    return chain, key_pem


def _require_valid(certificate: Certificate, source: str) -> None:
    now = datetime.now(timezone.utc)
    if now > certificate.not_after:
        raise CredentialsError(f"{source} was valid until {instant(certificate.not_after)}; issue a new certificate")
    if now < certificate.not_before:
        raise CredentialsError(
            f"{source} is valid only from {instant(certificate.not_before)} on; check this machine's clock"
        )


def _require_signed(sources: Mapping[str, _Source], cert: str, identity: Identity, ca: str, other: Identity) -> None:
    """Otherwise only the relay or a peer would find out, by then far from the cause."""
    failure = is_signed_by(identity, identity.trusted)
    if failure is None:
        return
    if isinstance(failure, ssl.SSLCertVerificationError) and failure.verify_code not in (2, 7, 18, 19, 20, 21):
        why = f"would not be accepted by who trusts {sources[ca].name}: {failure.verify_message}"
        raise CredentialsError(f"{sources[cert].name} {why}; issue a new certificate")
    advice = (
        "the other CA signed it: the certificates, or the CAs, are swapped"
        if is_signed_by(identity, other.trusted) is None
        else "take the two that belong together, as RELAY_CERT with RELAY_CA and PARTY_CERT with USER_CA; are they"
        " swapped?"
    )
    raise CredentialsError(f"{sources[cert].name} is not signed by {sources[ca].name}; {advice}")
