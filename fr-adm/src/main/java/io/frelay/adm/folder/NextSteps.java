package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.ChainCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Steps after a new CA: what to do next and which certificates to make again. */
final class NextSteps {
  private final Layout layout;
  private final FolderIndex index;

  NextSteps(Layout layout, FolderIndex index) {
    this.layout = layout;
    this.index = index;
  }

  /**
   * Notes on the certificates that a new relay CA invalidates; call before it replaces the old one.
   * Empty if there is no old one.
   */
  List<String> ofNewRelayCa() throws AdmException {
    return ofNewCa(layout.relayCa(), "relay CA", member -> true);
  }

  /**
   * Notes on the certificates that a new CA of {@code user} invalidates; call before it replaces
   * the old one. Empty if there is no old one.
   */
  List<String> ofNewUserCa(String user) throws AdmException {
    return ofNewCa(layout.userCa(user), "CA of user " + user, member -> member.user().equals(user));
  }

  private List<String> ofNewCa(PemPair ca, String what, Predicate<FolderIndex.Member> affected)
      throws AdmException {
    if (!Files.exists(ca.certificate())) {
      return List.of();
    }
    String note =
        "the old %s is replaced, and the certificates that it signed no longer work. "
                .formatted(what)
            + "Give the new one to all processes that verify with it, restart them";
    List<FolderIndex.Member> members = index.parties().stream().filter(affected).toList();
    if (members.isEmpty()) {
      return List.of(note);
    }
    return List.of(
        members.stream()
            .map(member -> "\n  " + makeAgain(member))
            .collect(Collectors.joining("", note + ", and run:", "")));
  }

  /**
   * Notes on the certificates that new ones of the same party replace and that are still valid;
   * call before they are replaced. Empty if there are none.
   */
  List<String> ofNewCertificates(
      String user, String party, CertificateAuthority relayCa, CertificateAuthority userCa) {
    List<String> notes = new ArrayList<>();
    former(layout.atRelay(user, party), layout.revocations(), relayCa)
        .map(former -> ofFormer(former, "at the relay", "revoke"))
        .ifPresent(notes::add);
    former(layout.endToEnd(user, party), layout.revocations(user), userCa)
        .map(former -> ofFormer(former, "end to end", "revoke --end-to-end --user " + user))
        .ifPresent(notes::add);
    return notes;
  }

  /** The certificate that is about to be replaced; empty if it is of no use to anybody. */
  private static Optional<X509Certificate> former(
      PemPair pair, Path revocations, CertificateAuthority ca) {
    try {
      if (!Files.exists(pair.certificate())) {
        return Optional.empty();
      }
      X509Certificate former = PemFiles.certificate(pair.certificate());
      boolean revoked =
          RevocationFile.in(revocations)
              .flatMap(list -> list.entryOf(former.getSerialNumber()))
              .isPresent();
      return revoked || !ChainCheck.signed(ca.root().leaf(), former)
          ? Optional.empty()
          : Optional.of(former);
    } catch (AdmException e) {
      return Optional.empty(); // it is about to be replaced, and served nobody
    }
  }

  /** Notes on a certificate without a user at the party's short path. */
  List<String> ofTakingOver(String user, String party, CertificateAuthority relayCa) {
    PemPair shared = layout.shared(party);
    List<String> notes = new ArrayList<>();
    notes.add(
        "the certificate that was in %s names no user (O). With the new one, party %s connects only to parties that were made for user %s: make all of them again (docs/migration.md)"
            .formatted(shared.certificate().getParent(), party, user));
    former(shared, layout.revocations(), relayCa)
        .map(former -> ofFormer(former, "at the relay", "revoke"))
        .ifPresent(notes::add);
    return notes;
  }

  /** Why a party's short place stays as it is. */
  String ofNoCopy(String user, String party, FolderIndex.ShortPlace place) {
    String note =
        "%s belongs to %s and gets no copy; %s has all that this party needs"
            .formatted(
                layout.shared(party).certificate().getParent(),
                place.owner(),
                layout.endToEnd(user, party).certificate().getParent());
    return place.namesNoUser()
        ? note
            + "; with the certificate there it connects to none of the user's parties: replace it with --force"
        : note;
  }

  private String ofFormer(X509Certificate former, String where, String revoke) {
    return "the former certificate is valid %s until %s; if its key may have leaked, run: %s"
        .formatted(
            where,
            former.getNotAfter().toInstant(),
            layout.command(revoke + " --serial " + former.getSerialNumber().toString(16)));
  }

  /** The command that follows once a relay CA is there. */
  String nextAfterRelayCa() throws AdmException {
    List<String> users = index.users();
    List<FolderIndex.Member> parties = index.parties();
    if (!parties.isEmpty()) {
      return makeAgain(parties.get(0));
    }
    return users.isEmpty()
        ? layout.command("create user --name user1")
        : layout.createParty(users.get(0), "0");
  }

  /** The command that follows once the CA of {@code user} is there. */
  String nextAfterUserCa(String user) throws AdmException {
    if (!Files.exists(layout.relayCa().certificate())) {
      return layout.command("create relay");
    }
    return index.partiesBelow(user).stream()
        .findFirst()
        .map(this::makeAgain)
        .orElse(layout.createParty(user, "0"));
  }

  private String makeAgain(FolderIndex.Member member) {
    return layout.createParty(member.user(), member.party()) + " --force";
  }
}
