"""Certificates and revocation lists that fr-adm would not make, by the openssl command."""

import shutil
import subprocess
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

_CONFIG = """
[ca]
default_ca = this
[this]
dir = {folder}
database = $dir/index
new_certs_dir = $dir
serial = $dir/serial
crlnumber = $dir/crlnumber
private_key = {key}
certificate = {certificate}
default_md = {digest}
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = optional
organizationName = optional
[req]
distinguished_name = name
[name]
"""


def openssl(*words, data=None):
    if shutil.which("openssl") is None:
        raise unittest.SkipTest("needs the openssl command; refusals of odd certificates are not tested")
    done = subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return done.stdout


def key(file, kind="EC"):
    options = {
        "EC": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "EC384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        "EC521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
        "RSA": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "ED25519": ["-algorithm", "ED25519"],
    }[kind]
    openssl("genpkey", *options, "-out", file)
    return file


def _when(days):
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")


class Authority:
    """A CA: a new one, or that of a folder of fr-adm."""

    def __init__(self, folder, certificate=None, private_key=None, name="A test CA", kind="EC"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.certificate, self.key = certificate, private_key
        if certificate is None:
            self.certificate, self.key = self.folder / "ca.pem", key(self.folder / "ca-key.pem", kind)
            subject = ["-subj", f"/CN={name}", "-days", "30"]
            openssl("req", "-x509", "-new", "-key", self.key, "-out", self.certificate, *subject)
        digest = {"ED25519": "default", "EC384": "sha384", "EC521": "sha512"}.get(kind, "sha256")
        self._config = self.folder / "ca.cnf"
        values = {"folder": self.folder, "key": self.key, "certificate": self.certificate, "digest": digest}
        self._config.write_text(_CONFIG.format(**values))
        (self.folder / "index").write_text("")
        (self.folder / "serial").write_text("1000\n")
        (self.folder / "crlnumber").write_text("10\n")
        self._made = 0

    def party(self, name, user="user1", dns=None, days=(-1, 30), usage="clientAuth,serverAuth", kind="EC", ca=False):
        """Certificate and key, as files."""
        self._made += 1
        cert, private = self.folder / f"{self._made}.pem", key(self.folder / f"{self._made}-key.pem", kind)
        request, extensions = self.folder / f"{self._made}.csr", self.folder / f"{self._made}.ext"
        subject = f"/O={user}/CN={name}" if user else f"/CN={name}"
        openssl("req", "-new", "-key", private, "-subj", subject, "-out", request, "-config", self._config)
        lines = [] if dns == () else ["subjectAltName=" + ",".join(f"DNS:{each}" for each in dns or (name,))]
        if usage:
            lines.append(f"extendedKeyUsage={usage}")
        if ca:
            lines = ["basicConstraints=critical,CA:true", "keyUsage=keyCertSign,cRLSign"]
        extensions.write_text("\n".join(lines) + "\n")
        dates = ["-startdate", _when(days[0]), "-enddate", _when(days[1])]
        words = ["ca", "-batch", "-config", self._config, "-in", request, "-out", cert, "-notext"]
        openssl(*words, "-extfile", extensions, *dates, "-preserveDN")
        return cert, private

    def revoke(self, cert):
        openssl("ca", "-config", self._config, "-revoke", cert)

    def list(self, number=None, days=30, extension=None):
        """A new revocation list, as text. Each has the next number unless one is given."""
        if number is not None:
            (self.folder / "crlnumber").write_text(f"{number:04X}\n")
        words = ["ca", "-config", self._config, "-gencrl", "-crl_lastupdate", _when(-2), "-crl_nextupdate", _when(days)]
        if extension:
            with self._config.open("a") as config:
                config.write(f"[odd]\n{extension}\n")
            words += ["-crlexts", "odd"]
        return openssl(*words).decode()
