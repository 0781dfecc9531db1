package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.ChainCheck;
import io.frelay.adm.ca.SubjectName;
import io.frelay.adm.folder.FolderLock;
import io.frelay.adm.folder.Layout;
import io.frelay.adm.folder.PemFiles;
import io.frelay.adm.folder.PemPair;
import io.frelay.adm.folder.RevocationFile;
import io.frelay.bundle.PartyVariable;
import io.frelay.pem.CertifiedKey;
import io.frelay.protocol.AuthRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Variables of a party's environment, checked: the files exist, each key belongs to its
 * certificate, and each certificate belongs to this party and the CA beside it.
 *
 * @param variables name to value, in the order to print them; PEM text is as in the files
 * @param warnings what is in order but will not work now, such as an expired certificate
 */
public record PartyEnvironment(Map<String, String> variables, List<String> warnings) {

  /**
   * Relay, peer and tag of a party's sessions.
   *
   * @param relay {@code host:port}, several separated by commas; empty where the deployment says it
   * @param dest the other party's name, or several with commas; empty where the deployment or each
   *     call says it
   * @param tag tells sessions of the same two parties apart; may be empty
   */
  public record Contact(Optional<String> relay, Optional<String> dest, String tag) {
    public Contact {
      if (tag.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a tag must not contain line ends or control characters");
      }
      // The relay's own rules, so that what is printed here is not refused there.
      for (String peer : dest.orElse("any").split(",", -1)) {
        var unused = AuthRequest.version1(peer, tag).encode();
      }
    }
  }

  /** The same, while no other command changes the folder. */
  public static PartyEnvironment in(
      Layout layout, String user, String party, Contact contact, Clock clock) throws AdmException {
    return FolderLock.readingIfPossible(
        layout.root(), () -> of(layout, user, party, contact, clock));
  }

  public static PartyEnvironment of(
      Layout layout, String user, String party, Contact contact, Clock clock) throws AdmException {
    String makeParty = layout.createParty(user, party);
    SubjectName self = new SubjectName(party, user);
    Instant now = clock.instant();
    CaFile relayCa = ca(layout, layout.relayCa(), "create relay", now);
    CaFile userCa = ca(layout, layout.userCa(user), "create user --name " + user, now);
    PemPair relayFiles = atRelay(layout, self, makeParty);
    PemPair ownFiles = present(layout.endToEnd(user, party), makeParty);
    CertifiedKey relay = issued(relayFiles, relayCa, self, makeParty);
    CertifiedKey own = issued(ownFiles, userCa, self, makeParty);

    Map<String, String> variables = new LinkedHashMap<>();
    putRelay(variables, contact);
    putCredentials(variables, relayCa.text(), relay, userCa.text(), own);
    revoked(layout, user, userCa, own.leaf())
        .map(list -> RevocationFile.text(list.list()))
        .ifPresent(list -> variables.put(PartyVariable.USER_CRL.name(), list));
    putPeer(variables, contact);

    List<String> warnings = new ArrayList<>(relayCa.warnings());
    warnings.addAll(userCa.warnings());
    warn(warnings, relayFiles.certificate(), relay.leaf(), now);
    warn(warnings, ownFiles.certificate(), own.leaf(), now);
    if (SubjectName.of(relay.leaf()).user().isEmpty()) {
      warnings.add(namesNoUser(relayFiles.certificate(), user, makeParty));
    }
    return new PartyEnvironment(variables, warnings);
  }

  private static CaFile ca(Layout layout, PemPair files, String command, Instant now)
      throws AdmException {
    return CaFile.read(files.certificate(), layout.command(command), now);
  }

  private static void putRelay(Map<String, String> variables, Contact contact) throws AdmException {
    if (contact.relay().isPresent()) {
      variables.put(PartyVariable.RELAY.name(), Endpoint.checkAll(contact.relay().get()));
    }
  }

  private static void putPeer(Map<String, String> variables, Contact contact) {
    contact.dest().ifPresent(dest -> variables.put(PartyVariable.DEST.name(), dest));
    if (!contact.tag().isEmpty()) {
      variables.put(PartyVariable.TAG.name(), contact.tag());
    }
  }

  private static void putCredentials(
      Map<String, String> variables,
      String relayCa,
      CertifiedKey relay,
      String userCa,
      CertifiedKey own) {
    variables.put(PartyVariable.RELAY_CA.name(), relayCa);
    variables.put(PartyVariable.RELAY_CERT.name(), PemFiles.text(relay.leaf()));
    variables.put(PartyVariable.RELAY_KEY.name(), PemFiles.text(relay.key()));
    variables.put(PartyVariable.USER_CA.name(), userCa);
    variables.put(PartyVariable.PARTY_CERT.name(), PemFiles.text(own.leaf()));
    variables.put(PartyVariable.PARTY_KEY.name(), PemFiles.text(own.key()));
  }

  private static String namesNoUser(Path certificate, String user, String makeParty) {
    return "%s names no user (O), so the party connects to none that was made for %s; make it again: %s --force"
        .formatted(certificate, user, makeParty);
  }

  /** The party itself would refuse to start with a list that is not in order. */
  private static Optional<RevocationFile> revoked(
      Layout layout, String user, CaFile userCa, X509Certificate own) throws AdmException {
    Optional<RevocationFile> revoked = RevocationFile.in(layout.revocations(user));
    if (revoked.isPresent() && userCa.all().stream().noneMatch(revoked.get()::isSignedBy)) {
      throw new AdmException(
          "%s is not signed by %s; delete it if it is the list of an earlier CA"
              .formatted(revoked.get().file(), layout.userCa(user).certificate()));
    }
    if (revoked.flatMap(list -> list.entryOf(own.getSerialNumber())).isPresent()) {
      throw new AdmException(
          "the party's certificate for its peers is revoked, says %s. Make it again: %s --force"
              .formatted(
                  layout.revocations(user),
                  layout.createParty(user, SubjectName.of(own).commonName())));
    }
    return revoked;
  }

  /** The party's own place; else the short one, if it is this user's or, as of old, nobody's. */
  private static PemPair atRelay(Layout layout, SubjectName self, String command)
      throws AdmException {
    PemPair own = layout.atRelay(self.user(), self.commonName());
    PemPair shared = layout.shared(self.commonName());
    if (Files.exists(own.certificate()) || !Files.exists(shared.certificate())) {
      return present(own, command);
    }
    SubjectName owner = SubjectName.of(PemFiles.certificate(shared.certificate()));
    boolean usable = owner.user().isEmpty() || owner.user().equals(self.user());
    return present(usable ? shared : own, command);
  }

  private static PemPair present(PemPair files, String command) throws AdmException {
    requirePresent(files.certificate(), command);
    requirePresent(files.key(), command);
    return files;
  }

  private static void requirePresent(Path file, String command) throws AdmException {
    if (!Files.exists(file)) {
      throw new AdmException(file + " is missing. Make it: " + command);
    }
  }

  private static CertifiedKey issued(PemPair files, CaFile ca, SubjectName self, String command)
      throws AdmException {
    CertifiedKey pair = PemFiles.pair(files);
    SubjectName subject = SubjectName.of(pair.leaf());
    if (!subject.commonName().equals(self.commonName())
        || !(subject.user().isEmpty() || subject.user().equals(self.user()))) {
      throw new AdmException(
          "%s does not belong to user %s's party %s. Make it again: %s --force"
              .formatted(files.certificate(), self.user(), self.commonName(), command));
    }
    if (ca.counting().stream().noneMatch(each -> ChainCheck.signed(each, pair.leaf()))) {
      throw new AdmException(
          "%s is not signed by %s. Make it again: %s --force"
              .formatted(files.certificate(), ca.names(), command));
    }
    return pair;
  }

  private static void warn(
      List<String> warnings, Path file, X509Certificate certificate, Instant now) {
    String trouble = ChainCheck.outOfDate(certificate, now);
    if (!trouble.isEmpty()) {
      warnings.add(file + " is not usable: " + trouble);
    }
  }
}
