package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.ChainCheck;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.ca.UnsignedList;
import io.frelay.adm.folder.Created.CreatedFile;
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
 * Keeps a CA's revocation list in a folder of certificates. What is on it stays on it, also what
 * several threads or processes put there at once.
 */
public final class RevokedParties {
  private final Layout layout;
  private final RevokingCa ca;
  private final Clock clock = Clock.systemUTC();

  private RevokedParties(Layout layout, RevokingCa ca) {
    this.layout = layout;
    this.ca = ca;
  }

  /** Parties that the relay refuses, in a folder with a relay CA. */
  public static RevokedParties atRelay(Path root) {
    Layout layout = new Layout(root);
    return new RevokedParties(layout, RevokingCa.ofRelay(layout));
  }

  /** Parties that a user's parties refuse, in a folder with the user's CA. */
  public static RevokedParties endToEnd(Path root, String user) throws AdmException {
    Layout layout = new Layout(root);
    return new RevokedParties(layout, RevokingCa.ofUser(layout, user));
  }

  /**
   * Puts the certificate that a party shows to the relay, or to its peers, on the list.
   *
   * @param untilNext how long until a newer list is due
   */
  public Created revoke(String user, String party, RevocationReason reason, Duration untilNext)
      throws AdmException {
    IssuedNames.user(user);
    IssuedNames.party(party);
    // Which certificate the party has must not change before it is on the list.
    Created revoked =
        FolderLock.holding(
            layout.root(),
            () -> add(serialOf(ca.signed().apply(user, party).certificate()), reason, untilNext));
    String again = layout.createParty(user, party) + " --force";
    return revoked.noting("to let the party in again, with new certificates: " + again);
  }

  /** The same for a certificate in a file, which the CA must have signed. */
  public Created revoke(Path certificate, RevocationReason reason, Duration untilNext)
      throws AdmException {
    return FolderLock.holding(layout.root(), () -> add(serialOf(certificate), reason, untilNext));
  }

  private BigInteger serialOf(Path certificate) throws AdmException {
    X509Certificate revoked = PemFiles.certificate(certificate);
    if (!ChainCheck.signed(ca.open(clock.instant()).root().leaf(), revoked)) {
      throw new AdmException(
          "%s is not signed by the %s (%s), so it cannot be on that CA's list. The party's certificate signed by that CA is in %s"
              .formatted(
                  certificate,
                  ca.name(),
                  ca.files().certificate(),
                  ca.signed().apply("USER", "PARTY").certificate()));
    }
    return revoked.getSerialNumber();
  }

  /** The same for a certificate that is no longer at hand. */
  public Created revoke(BigInteger serial, RevocationReason reason, Duration untilNext)
      throws AdmException {
    return FolderLock.holding(layout.root(), () -> add(serial, reason, untilNext));
  }

  private Created add(BigInteger serial, RevocationReason reason, Duration untilNext)
      throws AdmException {
    CertificateAuthority authority = ca.open(clock.instant());
    Optional<RevocationFile> former = formerBy(authority);
    Optional<X509CRLEntry> entry = former.flatMap(list -> list.entryOf(serial));
    if (entry.isPresent()) {
      return new Created(
          "Serial %s has been revoked since %s; the list was not changed"
              .formatted(serial.toString(16), entry.get().getRevocationDate().toInstant()),
          List.of(),
          List.of(),
          ca.next());
    }
    UnsignedList list = next(authority, former, untilNext).add(serial, clock.instant(), reason);
    return write(list, "Revoked serial " + serial.toString(16));
  }

  /** Signs the list again as it is, or one with nobody on it if there is none. */
  public Created renew(Duration untilNext) throws AdmException {
    return FolderLock.holding(layout.root(), () -> signAgain(untilNext));
  }

  private Created signAgain(Duration untilNext) throws AdmException {
    CertificateAuthority authority = ca.open(clock.instant());
    return write(next(authority, formerBy(authority), untilNext), "Signed the list again");
  }

  private UnsignedList next(
      CertificateAuthority authority, Optional<RevocationFile> former, Duration untilNext) {
    Instant now = clock.instant();
    UnsignedList list = new UnsignedList(authority, now, now.plus(untilNext));
    return former.map(each -> list.following(each.list(), each.number())).orElse(list);
  }

  private Created write(UnsignedList list, String summary) throws AdmException {
    Path file = ca.list();
    X509CRL signed = list.sign();
    Path place = RevocationFile.placeOf(file);
    new FileBatch(FileBatch.rootFor(layout.root(), place))
        .add(place, RevocationFile.text(signed))
        .write(true);
    return new Created(
        summary + "; a newer list is due by " + signed.getNextUpdate().toInstant(),
        List.of(new CreatedFile(file, "the revocation list")),
        List.of(),
        ca.next());
  }

  /** The list there is, if the CA made it; another CA's must not be lost or added to unseen. */
  private Optional<RevocationFile> formerBy(CertificateAuthority authority) throws AdmException {
    Optional<RevocationFile> former = RevocationFile.in(ca.list());
    if (former.isPresent() && !former.get().isSignedBy(authority.root().leaf())) {
      throw new AdmException(
          "%s is not signed by the %s (%s); nothing was written. Delete it if it is the list of an earlier CA, whose certificates no longer count"
              .formatted(ca.list(), ca.name(), ca.files().certificate()));
    }
    return former;
  }
}
