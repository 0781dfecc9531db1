package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.protocol.Printable;
import java.nio.file.Path;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Report on a revocation list. */
final class ListInspection {
  private final RevocationFile revoked;
  private final FolderCas cas;
  private final StringBuilder text = new StringBuilder();

  private ListInspection(RevocationFile revoked, FolderCas cas) {
    this.revoked = revoked;
    this.cas = cas;
  }

  /**
   * It is valid if it verifies; one that is overdue still counts, and is warned of.
   *
   * @throws AdmException if it cannot be read
   */
  static Inspection of(Path file, FolderCas cas, Instant now) throws AdmException {
    return new ListInspection(RevocationFile.read(file), cas).inspect(now);
  }

  private Inspection inspect(Instant now) throws AdmException {
    text.append(revoked.file()).append(": revocation list\n");
    line("issuer", revoked.list().getIssuerX500Principal().getName());
    line("number", revoked.number().toString());
    line("made", revoked.list().getThisUpdate().toInstant().toString());
    Optional<Instant> due = due();
    line("next due", due.map(when -> dueIn(when, now)).orElse("never"));
    Optional<FolderCas.Ca> signer = signer();
    line(
        "verifies",
        signer
            .map(ca -> "yes, signed by " + ca.file())
            .orElse("NO: signed by none of the CAs in the folder"));
    List<X509CRLEntry> entries = revoked.entries();
    line("revoked", entries.isEmpty() ? "nobody" : Integer.toString(entries.size()));
    appendAll(entries);
    boolean overdue = due.isPresent() && now.isAfter(due.get());
    return new Inspection(
        text.toString(),
        overdue
            ? List.of(
                "%s is overdue; sign it again: fr-adm revoke --renew%s"
                    .formatted(revoked.file(), signer.map(ListInspection::whose).orElse("")))
            : List.of(),
        signer.isPresent());
  }

  private void appendAll(List<X509CRLEntry> entries) throws AdmException {
    Map<String, String> owners = owners();
    for (X509CRLEntry entry : entries) {
      String serial = entry.getSerialNumber().toString(16);
      text.append(
          "    %s  since %s, %s%s%n"
              .formatted(
                  serial,
                  entry.getRevocationDate().toInstant(),
                  reason(entry),
                  owners.getOrDefault(serial, "")));
    }
  }

  /** The options that tell a user CA's list from the relay CA's. */
  private static String whose(FolderCas.Ca ca) {
    Path folder = ca.file().toAbsolutePath().normalize().getParent();
    return ca.isOfUser() && folder != null ? " --end-to-end --user " + folder.getFileName() : "";
  }

  private void line(String label, String value) {
    text.append("  %-12s %s%n".formatted(label, Printable.of(value)));
  }

  private Optional<Instant> due() {
    return Optional.ofNullable(revoked.list().getNextUpdate()).map(date -> date.toInstant());
  }

  private static String dueIn(Instant due, Instant now) {
    return now.isAfter(due)
        ? due + ", OVERDUE"
        : "%s, %d days left".formatted(due, Duration.between(now, due).toDays());
  }

  private Optional<FolderCas.Ca> signer() {
    return cas.cas().stream().filter(ca -> revoked.isSignedBy(ca.certificate())).findFirst();
  }

  private static String reason(X509CRLEntry entry) {
    return entry.getRevocationReason() == null
        ? RevocationReason.UNSPECIFIED.toString()
        : entry.getRevocationReason().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Owners of the revoked certificates, as far as these are still in the folder. */
  private Map<String, String> owners() throws AdmException {
    Map<String, String> owners = new LinkedHashMap<>();
    if (cas.folder().isEmpty()) {
      return owners;
    }
    Layout folder = cas.folder().get();
    for (FolderIndex.Member member : new FolderIndex(folder).parties()) {
      for (PemPair pair :
          List.of(
              folder.atRelay(member.user(), member.party()),
              folder.endToEnd(member.user(), member.party()))) {
        try {
          owners.put(
              PemFiles.certificate(pair.certificate()).getSerialNumber().toString(16),
              "; user %s's party %s".formatted(member.user(), member.party()));
        } catch (AdmException e) {
          // To see what is wrong with it, inspect it; the list is about others too.
        }
      }
    }
    return owners;
  }
}
