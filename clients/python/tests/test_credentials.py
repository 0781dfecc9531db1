"""What a party's credentials are refused for, before any connection."""

import base64
import os
import stat
import unittest
from pathlib import Path
from unittest import mock

import frelay
from frelay.certificates import SEQUENCE, Der, certificates, pem_blocks
from frelay.secretfile import secret_file
from frelay.signatures import is_signed

from .authority import Authority, openssl
from .support import scratch


class OfTheParty(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = scratch() / "credentials"
        cls.relay_ca, cls.user_ca = Authority(folder / "relay-ca"), Authority(folder / "user-ca")
        cls.relay_cert = cls.relay_ca.party("0", usage="clientAuth")
        cls.party_cert = cls.user_ca.party("0")
        cls.crl = cls.user_ca.list()

    def files(self, **others):
        files = {
            "relay_ca": self.relay_ca.certificate,
            "relay_cert": self.relay_cert[0],
            "relay_key": self.relay_cert[1],
            "user_ca": self.user_ca.certificate,
            "party_cert": self.party_cert[0],
            "party_key": self.party_cert[1],
        }
        files.update(others)
        return files

    def refused(self, words, **others):
        with self.assertRaises(frelay.CredentialsError) as caught:
            frelay.Credentials.from_files(**self.files(**others))
        self.assertRegex(str(caught.exception), words)
        return caught.exception

    def environ(self, **others):
        return {**{name.upper(): Path(file).read_text() for name, file in self.files().items()}, **others}

    def test_each_form_is_read(self):
        made = frelay.Credentials.from_files(**self.files())
        self.assertEqual((made.party, made.user), ("0", "user1"))
        in_one_line = {name: value.replace("\n", "\\n") for name, value in self.environ().items()}
        self.assertEqual(frelay.Credentials.from_env(in_one_line).party, "0")
        in_base64 = {name: base64.b64encode(value.encode()).decode() for name, value in self.environ().items()}
        self.assertEqual(frelay.Credentials.from_env(in_base64).party, "0")
        by_file = {name.upper() + "_FILE": str(file) for name, file in self.files().items()}
        self.assertEqual(frelay.Credentials.from_env({**by_file, "RELAY_CA": " "}).party, "0")
        for traditional in (["ec"], ["pkcs8", "-topk8", "-nocrypt"]):
            key = openssl(*traditional, "-in", self.party_cert[1])
            self.assertEqual(frelay.Credentials.from_env(self.environ(PARTY_KEY=key.decode())).party, "0")

    def test_no_key_is_printed(self):
        made = frelay.Credentials.from_files(**self.files())
        self.assertNotIn("PRIVATE", repr(made) + repr(made.inner) + str(vars(made)["inner"]))

    def test_what_is_missing_is_named_all_at_once(self):
        with self.assertRaises(frelay.CredentialsError) as caught:
            frelay.Credentials.from_env({"RELAY_CA": "x"})
        self.assertIn("RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY", str(caught.exception))

    def test_what_does_not_belong_together(self):
        one, other = self.user_ca.party("1"), self.user_ca.party("0")
        self.refused("is not the key of", party_key=other[1])
        self.refused(
            "is for 0 but .* is for 1; take two certificates of one party", party_cert=one[0], party_key=one[1]
        )
        self.refused("the other CA signed it", user_ca=self.relay_ca.certificate, relay_ca=self.user_ca.certificate)
        stranger = Authority(scratch() / "stranger")
        self.refused("is not signed by .*are they swapped", user_ca=stranger.certificate)
        same_name = Authority(scratch() / "same-name", name="A test CA")
        self.refused("is not signed by", relay_ca=same_name.certificate)

    def test_what_is_no_longer_or_not_yet_valid(self):
        late = self.user_ca.party("0", days=(-9, -2))
        early = self.relay_ca.party("0", days=(2, 9))
        self.refused("was valid until .*; issue a new certificate", party_cert=late[0], party_key=late[1])
        self.refused("is valid only from .*check this machine's clock", relay_cert=early[0], relay_key=early[1])

    def test_what_is_no_certificate_or_key(self):
        file = scratch() / "odd.pem"
        for text, words in (
            ("", "is empty"),
            ("hello", "is not PEM"),
            (Path(self.party_cert[0]).read_text()[:300], "cut short or damaged"),
            (Path(self.party_cert[1]).read_text(), "holds no certificate"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate is cut short or damaged"),
        ):
            file.write_text(text)
            self.refused(words, party_cert=file)
        file.write_text(Path(self.party_cert[0]).read_text())
        self.refused("holds no private key", party_key=file)
        file.write_bytes(openssl("pkcs8", "-topk8", "-passout", "pass:x", "-in", self.party_cert[1]))
        self.refused("is encrypted; store it decrypted", party_key=file)
        self.refused("does not exist; make it with fr-adm", party_key=scratch() / "nowhere")
        self.refused("too big", party_key=self.big())

    @staticmethod
    def big():
        file = scratch() / "big.pem"
        file.write_bytes(bytes(2 << 20))
        return file

    def test_a_relay_certificate_that_names_nobody(self):
        nobody = self.relay_ca.party("größe", dns=("0",), usage="clientAuth")
        self.refused("has no CN that names a party", relay_cert=nobody[0], relay_key=nobody[1])

    def test_one_of_several_cas_that_has_expired_is_left_out(self):
        both = scratch() / "both.pem"
        late = self.relay_ca.party("late", days=(-9, -2), ca=True)
        both.write_text(late[0].read_text() + Path(self.user_ca.certificate).read_text())
        made = frelay.Credentials.from_files(**self.files(user_ca=both))
        self.assertRegex(" ".join(made.warnings), "a CA is left out of .*both.pem")
        self.refused("was valid until", user_ca=late[0])

    def test_files_that_change_are_noticed(self):
        copy = scratch() / "copy.pem"
        copy.write_text(Path(self.party_cert[0]).read_text())
        made = frelay.Credentials.from_files(**self.files(party_cert=copy))
        self.assertFalse(made.have_files_changed())
        copy.write_text("")
        self.assertTrue(made.have_files_changed())

    def test_a_folder_of_fr_adm(self):
        folder = scratch() / "folder"
        own = folder / "user1" / "0"
        own.mkdir(parents=True)
        for name, file in self.files().items():
            to = {"relay_ca": folder / "frelay-ca.pem", "user_ca": folder / "user1" / "user-ca.pem"}
            short = {"party_cert": "cert.pem", "party_key": "key.pem"}.get(name, name.replace("_", "-") + ".pem")
            to.get(name, own / short).write_text(Path(file).read_text())
        self.assertEqual(frelay.Credentials.from_folder(folder, "user1", "0").user, "user1")
        (folder / "user1" / "user-crl.pem").symlink_to(folder / "nowhere")
        with self.assertRaisesRegex(frelay.CredentialsError, "does not exist"):
            frelay.Credentials.from_folder(folder, "user1", "0")

    # --- revocation lists ---

    def with_list(self, text, name="list.pem"):
        file = scratch() / name
        file.write_text(text)
        return file

    def test_a_list_is_taken_and_counts(self):
        victim = self.user_ca.party("0")
        self.user_ca.revoke(victim[0])
        made = frelay.Credentials.from_files(**self.files(user_crl=self.with_list(self.user_ca.list(), "good.pem")))
        revoked = made.inner.revoked
        self.assertTrue(revoked.revoked(certificates(victim[0].read_text(), "")))
        self.assertFalse(revoked.revoked(certificates(self.party_cert[0].read_text(), "")))
        self.refused(
            "has been revoked, says .*good.pem",
            user_crl=scratch() / "good.pem",
            party_cert=victim[0],
            party_key=victim[1],
        )

    def test_a_list_that_is_of_no_use_is_refused(self):
        stranger = Authority(scratch() / "list-stranger")
        self.refused("is not signed by USER_CA", user_crl=self.with_list(stranger.list(), "1"))
        ((label, der),) = pem_blocks(self.crl, "")
        tampered = bytearray(der)
        tampered[-1] ^= 1
        (scratch() / "2").write_bytes(tampered)
        self.refused("is not signed by USER_CA", user_crl=scratch() / "2")
        (scratch() / "3").write_bytes(der[:-9])
        self.refused("revocation list is cut short or damaged", user_crl=scratch() / "3")
        self.refused(
            "holds no revocation list", user_crl=self.with_list(Path(self.user_ca.certificate).read_text(), "4")
        )
        partial = self.user_ca.list(extension="issuingDistributionPoint=critical,@point\n[point]\nonlyuser=TRUE")
        self.refused("is not all that the CA has revoked", user_crl=self.with_list(partial, "5"))

    def test_der_is_a_list_too(self):
        (scratch() / "list.der").write_bytes(pem_blocks(self.crl, "")[0][1])
        self.assertEqual(frelay.Credentials.from_files(**self.files(user_crl=scratch() / "list.der")).party, "0")

    def test_an_older_list_than_one_that_was_in_force(self):
        file = self.with_list(self.user_ca.list(number=40), "numbered.pem")
        made = frelay.Credentials.from_files(**self.files(user_crl=file))
        victim = self.user_ca.party("7")
        self.user_ca.revoke(victim[0])
        old, new = self.user_ca.list(number=39), self.user_ca.list(number=41)
        chain = certificates(victim[0].read_text(), "")
        file.write_text(new)
        self.assertTrue(made.inner.revoked.revoked(chain))
        file.write_text(old.replace("\n\n", "\n") + "\n")
        self.assertTrue(made.inner.revoked.revoked(chain), "the former stays in force")
        self.assertRegex(" ".join(made.warnings), "stays in force: .*is older")
        self.refused(r"is older \(number 39, .*delete .*numbered.pem.seen", user_crl=file)
        file.unlink()
        self.assertTrue(made.inner.revoked.revoked(chain), "also when it is gone")
        (scratch() / "numbered.pem.seen").unlink()
        file.write_text(old)
        self.assertEqual(frelay.Credentials.from_files(**self.files(user_crl=file)).party, "0")

    def test_an_overdue_list(self):
        late = self.user_ca.list(days=-1)
        made = frelay.Credentials.from_env(self.environ(USER_CRL=late))
        self.assertRegex(" ".join(made.warnings), "a newer USER_CRL was due on .*still counts")
        with self.assertRaisesRegex(frelay.CredentialsError, "nobody is let in"):
            frelay.Credentials.from_env(self.environ(USER_CRL=late, USER_CRL_OVERDUE="refuse"))
        with self.assertRaisesRegex(frelay.CredentialsError, "needs a list"):
            frelay.Credentials.from_env(self.environ(USER_CRL_OVERDUE="refuse"))
        with self.assertRaisesRegex(frelay.CredentialsError, "neither accept nor refuse"):
            frelay.Credentials.from_env(self.environ(USER_CRL_OVERDUE="x"))

    def test_the_key_goes_through_no_file_that_stays(self):
        before = set(os.listdir(scratch().parent))
        frelay.Credentials.from_files(**self.files()).inner.context(True)
        left = [each for each in set(os.listdir(scratch().parent)) - before if each.startswith("frelay-")]
        self.assertEqual(left, [])

    def test_without_memory_files_it_is_0600_and_gone_afterwards(self):
        with mock.patch("frelay.secretfile._in_memory", return_value=-1), secret_file("secret") as path:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            self.assertEqual(Path(path).read_text(), "secret")
        self.assertFalse(os.path.exists(path))


class OfSignatures(unittest.TestCase):
    def test_each_kind_of_key(self):
        for kind in ("EC", "EC384", "EC521", "RSA", "ED25519"):
            with self.subTest(kind):
                ca = Authority(scratch() / f"ca-{kind}", kind=kind)
                der = pem_blocks(ca.list(), "")[0][1]
                outer = Der(der).inside(SEQUENCE)
                signed, algorithm = outer.raw(SEQUENCE)[0], outer.raw(SEQUENCE)[0]
                signature = outer.bits()
                (cert,) = certificates(ca.certificate.read_text(), "")
                self.assertTrue(is_signed(signed, signature, algorithm, cert.key))
                for i in range(0, len(signature), len(signature) // 3):
                    wrong = bytearray(signature)
                    wrong[i] ^= 1 << i % 8
                    self.assertFalse(is_signed(signed, bytes(wrong), algorithm, cert.key), i)
                self.assertFalse(is_signed(signed + b"\0", signature, algorithm, cert.key))
                self.assertFalse(is_signed(signed, bytes(len(signature)), algorithm, cert.key))
                self.assertFalse(is_signed(signed, b"", algorithm, cert.key))
                other = Authority(scratch() / f"other-{kind}", kind=kind)
                (stranger,) = certificates(other.certificate.read_text(), "")
                self.assertFalse(is_signed(signed, signature, algorithm, stranger.key))


if __name__ == "__main__":
    unittest.main()
