package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.Lifetime;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.adm.ca.UnsignedList;
import io.frelay.adm.ca.Validity;
import io.frelay.pem.CertifiedKey;
import io.frelay.protocol.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Makes certificates and keys in a folder, in the places that {@link Layout} names:
 *
 * <pre>{@code
 * var folder = new CertificateFolder(temporary.resolve("certs"));
 * folder.createRelay(List.of("127.0.0.1"), DEFAULTS);
 * folder.createUser("user1", DEFAULTS);
 * folder.createParty("user1", "0", DEFAULTS);
 * Path key = folder.layout().endToEnd("user1", "0").key();
 * }</pre>
 *
 * <p>Every method checks all it can before it writes; when one fails, the files are as they were.
 * Nothing that exists is replaced unless the options say so. Several threads or processes may work
 * in one folder; each waits until the others are done.
 */
public final class CertificateFolder {
  private final Layout layout;
  private final Clock clock;
  private final FolderIndex index;
  private final NextSteps nextSteps;

  /** A folder that need not exist yet. */
  public CertificateFolder(Path root) {
    this(root, Clock.systemUTC());
  }

  /**
   * @param clock says when certificates begin, and which CA has expired
   */
  public CertificateFolder(Path root, Clock clock) {
    this.layout = new Layout(root);
    this.clock = clock;
    this.index = new FolderIndex(layout);
    this.nextSteps = new NextSteps(layout, index);
  }

  public Layout layout() {
    return layout;
  }

  /**
   * A relay CA and the relay's certificate under it. The CA lasts ten years, or as long as the
   * relay's certificate if that is longer.
   *
   * @param hosts further DNS names or IP addresses for the relay's certificate
   */
  public Created createRelay(List<String> hosts, CertificateOptions options) throws AdmException {
    return FolderLock.holding(layout.root(), () -> newRelay(hosts, options));
  }

  private Created newRelay(List<String> hosts, CertificateOptions options) throws AdmException {
    List<GeneralName> names = RelayHosts.alternativeNames(hosts);
    KeyType keyType = options.keyType().orElse(KeyType.EC);
    Validity validity = validity(options, Lifetime.LEAF);
    Validity decade = validity(CertificateOptions.DEFAULTS, Lifetime.CA);
    CertificateAuthority ca =
        CertificateAuthority.create(
            CertificateKind.RELAY_CA, Names.NO_USER, keyType, decade.enclosing(validity));
    CertifiedKey relay = ca.issueRelay(names, keyType, validity);

    if (!options.force() && Files.exists(layout.relayCa().certificate())) {
      throw new AdmException(
          "%s exists; nothing was written. Add --renew for a new certificate of the relay under this CA, or --force for a new CA"
              .formatted(layout.relayCa().certificate()));
    }
    NewFiles files = new NewFiles(layout.root());
    files.addCa(layout.relayCa(), ca, "the relay CA: the relay and every party need it");
    files.addLeaf(layout.relay(), relay, "the relay's, for " + hostsOf(relay));
    if (RevocationFile.isAt(layout.revocations())) {
      files.addList(layout.revocations(), emptyList(ca), "the revocation list, empty");
    }
    List<String> notes = new ArrayList<>(nextSteps.ofNewRelayCa());
    ReplacedRelay replaced = ReplacedRelay.in(layout);
    notes.addAll(replaced.lostHosts(relay, layout));
    notes.addAll(replaced.changedKey(relay, options));
    String summary =
        "Made a relay CA (%s) and the relay's certificate (%s)"
            .formatted(describe(ca.root()), describe(relay));
    return files.write(options.force(), summary, notes, nextSteps.nextAfterRelayCa());
  }

  /** Empty list for a new CA: revocations of the former CA do not apply to it. */
  private X509CRL emptyList(CertificateAuthority ca) {
    Instant now = clock.instant();
    return new UnsignedList(ca, now, now.plus(Lifetime.LIST)).sign();
  }

  /**
   * A new certificate and key for the relay, under the CA that is there; the parties notice
   * nothing.
   *
   * @param hosts further names; if empty, those of the certificate that is replaced
   */
  public Created renewRelay(List<String> hosts, CertificateOptions options) throws AdmException {
    return FolderLock.holding(layout.root(), () -> renewedRelay(hosts, options));
  }

  private Created renewedRelay(List<String> hosts, CertificateOptions options) throws AdmException {
    CertificateAuthority ca = relayCa();
    Path present = layout.relay().certificate();
    boolean known = Files.exists(present);
    List<String> allHosts = hosts;
    KeyType keyType = options.keyType().orElse(KeyType.EC);
    if (known) {
      X509Certificate certificate = PemFiles.certificate(present);
      allHosts = hosts.isEmpty() ? RelayHosts.of(certificate) : hosts;
      keyType =
          options.keyType().or(() -> KeyType.of(certificate.getPublicKey())).orElse(KeyType.EC);
    }
    Validity validity = validity(options, Lifetime.LEAF);
    CertifiedKey relay = ca.issueRelay(RelayHosts.alternativeNames(allHosts), keyType, validity);
    NewFiles files = new NewFiles(layout.root());
    files.addLeaf(layout.relay(), relay, "the relay's, for " + hostsOf(relay));
    List<String> notes = new ArrayList<>();
    notes.add("the relay CA is the same: the parties need no new files");
    notes.addAll(ReplacedRelay.in(layout).lostHosts(relay, layout));
    notes.addAll(cut(relay, "relay CA", validity));
    String summary = "Renewed the relay's certificate, " + describe(relay);
    return files.write(
        true, summary, notes, "give both files to the relay; it takes them without a restart");
  }

  /**
   * A user CA.
   *
   * @param user 1 to 63 letters, digits and inner hyphens
   */
  public Created createUser(String user, CertificateOptions options) throws AdmException {
    return FolderLock.holding(layout.root(), () -> newUser(user, options));
  }

  private Created newUser(String user, CertificateOptions options) throws AdmException {
    IssuedNames.user(user);
    index.requireNoTwin(layout.root(), user, Layout.USER_CA);
    index.requireNoPartyFolder(user);
    KeyType keyType = options.keyType().orElse(KeyType.EC);
    Validity validity = validity(options, Lifetime.CA);
    CertificateAuthority ca =
        CertificateAuthority.create(CertificateKind.USER_CA, user, keyType, validity);
    NewFiles files = new NewFiles(layout.root());
    files.addCa(layout.userCa(user), ca, "the user CA: every party of " + user + " needs it");
    if (RevocationFile.isAt(layout.revocations(user))) {
      files.addList(layout.revocations(user), emptyList(ca), "its revocation list, empty");
    }
    String summary = "Made the CA of user " + user + ", " + describe(ca.root());
    return files.write(
        options.force(), summary, nextSteps.ofNewUserCa(user), nextSteps.nextAfterUserCa(user));
  }

  /**
   * A party's two certificates: under the relay CA and, end to end, under its user's CA. With
   * {@link CertificateOptions#force} just this party's files are replaced.
   *
   * @param user whose CA is there already
   * @param party 1 to 63 letters, digits and inner hyphens
   */
  public Created createParty(String user, String party, CertificateOptions options)
      throws AdmException {
    IssuedNames.user(user);
    IssuedNames.party(party);
    return FolderLock.holding(layout.root(), () -> newParty(user, party, options));
  }

  private Created newParty(String user, String party, CertificateOptions options)
      throws AdmException {
    index.requireNoTwin(layout.root(), user, Layout.USER_CA);
    index.requireNoTwin(layout.root().resolve(user), party, "cert.pem");
    CertificateAuthority relayCa = relayCa();
    CertificateAuthority userCa = userCa(user);
    KeyType keyType = options.keyType().orElse(KeyType.EC);
    Validity validity = validity(options, Lifetime.LEAF);
    CertifiedKey atRelay =
        relayCa.issueParty(CertificateKind.PARTY_AT_RELAY, user, party, keyType, validity);
    CertifiedKey endToEnd =
        userCa.issueParty(CertificateKind.PARTY_END_TO_END, user, party, keyType, validity);

    NewFiles files = new NewFiles(layout.root());
    files.addLeaf(layout.endToEnd(user, party), endToEnd, "shown to the other party");
    files.addLeaf(layout.atRelay(user, party), atRelay, "shown to the relay");
    List<String> notes = new ArrayList<>(nextSteps.ofNewCertificates(user, party, relayCa, userCa));
    FolderIndex.ShortPlace place = index.shortPlace(user, party);
    if (place.isFree() || takesOver(place, options)) {
      files.addLeaf(layout.shared(party), atRelay, "a copy for older scripts");
    }
    notes.addAll(ofShortPlace(place, takesOver(place, options), user, party, relayCa));
    notes.addAll(ofEd25519(keyType, relayCa));
    notes.addAll(cut(atRelay, "relay CA", validity));
    notes.addAll(cut(endToEnd, "CA of user " + user, validity));
    String summary =
        "Made the certificates of user %s's party %s, ".formatted(user, party)
            + describe(atRelay, endToEnd);
    return files.write(options.force(), summary, notes, layout.command(env(user, party)));
  }

  private static String env(String user, String party) {
    return "env --user %s --party %s --dest OTHER --relay HOST:PORT".formatted(user, party);
  }

  private static boolean takesOver(FolderIndex.ShortPlace place, CertificateOptions options) {
    return place.namesNoUser() && options.force();
  }

  private List<String> ofShortPlace(
      FolderIndex.ShortPlace place,
      boolean takesOver,
      String user,
      String party,
      CertificateAuthority relayCa) {
    if (takesOver) {
      return nextSteps.ofTakingOver(user, party, relayCa);
    }
    return place.isFree() ? List.of() : List.of(nextSteps.ofNoCopy(user, party, place));
  }

  private static List<String> ofEd25519(KeyType keyType, CertificateAuthority relayCa) {
    return keyType == KeyType.ED25519 && !isEd25519(relayCa)
        ? List.of(
            "the relay's default TLS library cannot verify Ed25519; start the relay with:"
                + " RELAY_TLS_PROVIDER=jdk relay start")
        : List.of();
  }

  private static boolean isEd25519(CertificateAuthority ca) {
    return KeyType.of(ca.root().key()).equals(Optional.of(KeyType.ED25519));
  }

  private Validity validity(CertificateOptions options, Duration lifetime) {
    return Validity.of(options, clock.instant(), lifetime);
  }

  private CertificateAuthority relayCa() throws AdmException {
    return authority(layout.relayCa(), "relay CA", layout.command("create relay"));
  }

  private CertificateAuthority userCa(String user) throws AdmException {
    String makeUser = layout.command("create user --name " + user);
    return authority(layout.userCa(user), "CA of user " + user, makeUser);
  }

  private CertificateAuthority authority(PemPair files, String what, String command)
      throws AdmException {
    return StoredCa.open(files, what, command, clock.instant());
  }

  private static String describe(CertifiedKey pair) {
    Instant until = pair.leaf().getNotAfter().toInstant();
    return KeyType.describe(pair.leaf().getPublicKey()) + ", valid until " + until;
  }

  private static String describe(CertifiedKey atRelay, CertifiedKey endToEnd) {
    Instant until = endToEnd.leaf().getNotAfter().toInstant();
    return until.equals(atRelay.leaf().getNotAfter().toInstant())
        ? describe(atRelay)
        : "%s at the relay and until %s end to end".formatted(describe(atRelay), until);
  }

  /** Says when a certificate ends with its CA, and so earlier than it was to. */
  private static List<String> cut(CertifiedKey leaf, String ca, Validity wanted) {
    Instant until = leaf.leaf().getNotAfter().toInstant();
    return until.isBefore(wanted.until())
        ? List.of(
            "valid only until %s, when the %s ends, and not until %s"
                .formatted(until, ca, wanted.until()))
        : List.of();
  }

  private static String hostsOf(CertifiedKey relay) {
    return String.join(", ", RelayHosts.of(relay.leaf()));
  }
}
