package io.frelay.adm;

import io.frelay.adm.Created.CreatedFile;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the relay CA's revocation list in a folder of certificates. What is on it stays on it. Two
 * processes that change it at once may lose what one of them added.
 */
public final class RevokedParties {
  private final Layout layout;
  private final Clock clock;

  /** In a folder that has a relay CA. */
  public RevokedParties(Path root) {
    this(root, Clock.systemUTC());
  }

  RevokedParties(Path root, Clock clock) {
    this.layout = new Layout(root);
    this.clock = clock;
  }

  /**
   * Puts the certificate that a party shows to the relay on the list.
   *
   * @param untilNext how long until a newer list is due
   */
  public Created revoke(String user, String party, RevocationReason reason, Duration untilNext)
      throws AdmException {
    IssuedNames.user(user);
    IssuedNames.party(party);
    Created revoked = revoke(layout.atRelay(user, party).certificate(), reason, untilNext);
    String again = layout.createParty(user, party) + " --force";
    return revoked.noting("to let the party in again, with new certificates: " + again);
  }

  /** The same for a certificate in a file, which the relay CA must have signed. */
  public Created revoke(Path certificate, RevocationReason reason, Duration untilNext)
      throws AdmException {
    X509Certificate revoked = PemFiles.certificate(certificate);
    if (!ChainCheck.signed(authority().root().leaf(), revoked)) {
      throw new AdmException(
          "%s is not signed by the relay CA (%s): the relay cannot know it, and its list does not take it. What a party shows to the relay is in %s"
              .formatted(
                  certificate,
                  layout.relayCa().certificate(),
                  layout.atRelay("USER", "PARTY").certificate()));
    }
    return revoke(revoked.getSerialNumber(), reason, untilNext);
  }

  /** The same for a certificate that is no longer at hand. */
  public Created revoke(BigInteger serial, RevocationReason reason, Duration untilNext)
      throws AdmException {
    CertificateAuthority ca = authority();
    Optional<RevocationFile> former = formerBy(ca);
    Optional<X509CRLEntry> entry = former.flatMap(list -> list.entryOf(serial));
    if (entry.isPresent()) {
      return new Created(
          "Serial %s has been revoked since %s; the list is as it was"
              .formatted(serial.toString(16), entry.get().getRevocationDate().toInstant()),
          List.of(),
          List.of(),
          next());
    }
    UnsignedList list = next(ca, former, untilNext).add(serial, clock.instant(), reason);
    return write(list, "Revoked serial " + serial.toString(16));
  }

  /** Signs the list again as it is, or one with nobody on it if there is none. */
  public Created renew(Duration untilNext) throws AdmException {
    CertificateAuthority ca = authority();
    return write(next(ca, formerBy(ca), untilNext), "Signed the list again");
  }

  private UnsignedList next(
      CertificateAuthority ca, Optional<RevocationFile> former, Duration untilNext) {
    Instant now = clock.instant();
    UnsignedList list = new UnsignedList(ca, now, now.plus(untilNext));
    return former.map(list::following).orElse(list);
  }

  private Created write(UnsignedList list, String summary) throws AdmException {
    Path file = layout.revocations();
    X509CRL signed = list.sign();
    new FileBatch().add(file, RevocationFile.text(signed)).write(true);
    return new Created(
        summary + "; a newer list is due by " + signed.getNextUpdate().toInstant(),
        List.of(new CreatedFile(file, "the revocation list: the relay needs it")),
        List.of(),
        next());
  }

  private String next() {
    return "give %s to the relay: beside its %s, or where its RELAY_REVOCATION_LIST says; it need not be restarted"
        .formatted(layout.revocations(), Layout.RELAY_CA);
  }

  private CertificateAuthority authority() throws AdmException {
    return CertificateAuthority.in(
        layout.relayCa(), "relay CA", layout.command("create relay"), clock.instant());
  }

  /** The list there is, if the CA made it; another CA's must not be lost or added to unseen. */
  private Optional<RevocationFile> formerBy(CertificateAuthority ca) throws AdmException {
    Optional<RevocationFile> former = RevocationFile.in(layout);
    if (former.isPresent() && !former.get().isSignedBy(ca.root().leaf())) {
      throw new AdmException(
          "%s is not signed by the relay CA (%s); nothing was written. If it is of an earlier relay CA, delete it: what that signed no longer counts"
              .formatted(layout.revocations(), layout.relayCa().certificate()));
    }
    return former;
  }
}
