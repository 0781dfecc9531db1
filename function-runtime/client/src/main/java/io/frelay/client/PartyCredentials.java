package io.frelay.client;

import io.frelay.bundle.PartyVariable;
import io.frelay.pem.Authorities;
import io.frelay.pem.CertificateNames;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.PemException;
import io.frelay.pem.ValidityStatus;
import io.frelay.protocol.Names;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a party holds: a certificate and key for the relay, a certificate and key for its peers, and
 * the CAs that it trusts for either. Immutable and safe for use by several threads; it never prints
 * a key.
 *
 * <p>Keys may be PKCS#8, PKCS#1 or SEC1 PEM; every PEM may have {@code \n} for line ends or be in
 * base64 as a whole, as environments carry it.
 */
public final class PartyCredentials {
  private static final String OVERDUE = "USER_CRL_OVERDUE";

  private final String party;
  private final String user;
  private final TlsIdentity outer;
  private final TlsIdentity endToEnd;
  private final List<String> warnings;
  private final List<CredentialSource> files;

  private PartyCredentials(
      TlsIdentity outer, TlsIdentity endToEnd, List<CredentialSource> files, List<String> warnings)
      throws PemException {
    this.outer = outer;
    this.endToEnd = endToEnd;
    this.warnings = List.copyOf(warnings);
    this.files = files;
    CertificateNames names = CertificateNames.of(outer.key().leaf());
    this.party = names.commonName().orElse("");
    this.user = names.organizations().stream().findFirst().orElse(Names.NO_USER);
  }

  /**
   * Reads {@code RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY}, each as PEM in
   * the variable itself or, if that is absent or blank, in the file that {@code NAME_FILE} names.
   *
   * <p>The same for {@code USER_CRL}, which may be missing. A list in a file is read again when it
   * has changed. {@code USER_CRL_OVERDUE} counts as for {@link #heeding}.
   *
   * @throws CredentialsException that lists everything missing at once, or says what is wrong
   */
  public static PartyCredentials fromEnvironment(Map<String, String> environment)
      throws CredentialsException {
    return of(CredentialSource.ofEnvironment(environment)).heeding(environment);
  }

  /**
   * The same, as {@code USER_CRL_OVERDUE} says: by {@code accept}, or without it, a list counts
   * also while it is overdue; by {@code refuse} nobody is let in then.
   *
   * @throws CredentialsException if it says something else, or as {@link #refusingOverdueList} says
   */
  public PartyCredentials heeding(Map<String, String> environment) throws CredentialsException {
    String overdue = environment.getOrDefault(OVERDUE, "").strip().toLowerCase(Locale.ROOT);
    return switch (overdue) {
      case "", "accept" -> this;
      case "refuse" -> refusingOverdueList();
      default -> throw new CredentialsException(OVERDUE + " is neither accept nor refuse", null);
    };
  }

  /**
   * The same, but while {@code USER_CRL} is overdue no session begins. Those that stand go on.
   *
   * @throws CredentialsException if there is no list, or it is overdue now
   */
  public PartyCredentials refusingOverdueList() throws CredentialsException {
    if (endToEnd.revoked() == RevokedPeers.NOBODY) {
      throw new CredentialsException(
          OVERDUE + "=refuse needs a list; set USER_CRL, or USER_CRL_FILE", null);
    }
    RevokedPeers strict = endToEnd.revoked().refusingOverdue();
    Optional<String> closed = strict.whyClosed(PartyVariable.USER_CRL.name());
    if (closed.isPresent()) {
      throw new CredentialsException(closed.get(), null);
    }
    try {
      return new PartyCredentials(outer, endToEnd.heeding(strict), files, warnings);
    } catch (PemException e) {
      throw new IllegalStateException("its names have been read before", e);
    }
  }

  /**
   * For a party that reads its credentials anew.
   *
   * @param former those in force before these
   * @throws CredentialsException if the {@code USER_CRL} of these is older
   */
  public void requireListNotOlderThan(PartyCredentials former) throws CredentialsException {
    try {
      endToEnd
          .revoked()
          .requireNotOlderThan(former.endToEnd.revoked(), PartyVariable.USER_CRL.name());
    } catch (PemException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  /**
   * Reads the six PEM files that a party cannot do without.
   *
   * @throws CredentialsException that names the file
   */
  public static PartyCredentials fromFiles(
      Path relayCa, Path relayCert, Path relayKey, Path userCa, Path partyCert, Path partyKey)
      throws CredentialsException {
    Map<PartyVariable, Path> files = new EnumMap<>(PartyVariable.class);
    files.put(PartyVariable.RELAY_CA, relayCa);
    files.put(PartyVariable.RELAY_CERT, relayCert);
    files.put(PartyVariable.RELAY_KEY, relayKey);
    files.put(PartyVariable.USER_CA, userCa);
    files.put(PartyVariable.PARTY_CERT, partyCert);
    files.put(PartyVariable.PARTY_KEY, partyKey);
    return fromFiles(files);
  }

  /**
   * Reads PEM files.
   *
   * @param files all that are {@linkplain PartyVariable#isRequired required}, and any others
   * @throws CredentialsException that names the file
   */
  public static PartyCredentials fromFiles(Map<PartyVariable, Path> files)
      throws CredentialsException {
    Map<PartyVariable, CredentialSource> sources = new EnumMap<>(PartyVariable.class);
    for (Map.Entry<PartyVariable, Path> each : files.entrySet()) {
      sources.put(each.getKey(), CredentialSource.ofFile(each.getValue()));
    }
    return fromSources(sources);
  }

  /**
   * Takes PEM texts from wherever the caller keeps them.
   *
   * @throws CredentialsException that lists everything missing at once, or says what is wrong
   */
  public static PartyCredentials fromPem(Map<PartyVariable, String> pems)
      throws CredentialsException {
    return of(CredentialSource.ofPems(pems));
  }

  /**
   * Takes PEM texts that know where they are from, so that errors can say so.
   *
   * @param sources all that are {@linkplain PartyVariable#isRequired required}, and any others
   * @throws CredentialsException that says what is wrong, with the source's name
   */
  public static PartyCredentials fromSources(Map<PartyVariable, CredentialSource> sources)
      throws CredentialsException {
    for (PartyVariable each : PartyVariable.pems()) {
      if (each.isRequired() && !sources.containsKey(each)) {
        throw new IllegalArgumentException(each + " is missing");
      }
    }
    return of(sources);
  }

  private static PartyCredentials of(Map<PartyVariable, CredentialSource> sources)
      throws CredentialsException {
    try {
      List<String> warnings = new ArrayList<>();
      Authorities relayCas = authorities(sources.get(PartyVariable.RELAY_CA), warnings);
      TlsIdentity outer =
          TlsIdentity.of(
              own(sources, PartyVariable.RELAY_CERT, PartyVariable.RELAY_KEY),
              relayCas.valid(),
              RevokedPeers.NOBODY);
      Authorities userCas = authorities(sources.get(PartyVariable.USER_CA), warnings);
      CredentialSource list = sources.get(PartyVariable.USER_CRL);
      TlsIdentity endToEnd =
          TlsIdentity.of(
              own(sources, PartyVariable.PARTY_CERT, PartyVariable.PARTY_KEY),
              userCas.valid(),
              list == null ? RevokedPeers.NOBODY : RevokedPeers.of(list, userCas));
      PartyCredentials credentials =
          new PartyCredentials(outer, endToEnd, files(sources), warnings);
      credentials.requireOneParty(sources);
      requireSigned(sources, PartyVariable.RELAY_CERT, outer, PartyVariable.RELAY_CA, endToEnd);
      requireSigned(sources, PartyVariable.PARTY_CERT, endToEnd, PartyVariable.USER_CA, outer);
      credentials.requireNotRevoked(sources);
      return credentials;
    } catch (PemException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  /** Those that are read from files; the list is watched by whoever heeds it. */
  private static List<CredentialSource> files(Map<PartyVariable, CredentialSource> sources) {
    return sources.entrySet().stream()
        .filter(each -> each.getKey() != PartyVariable.USER_CRL)
        .map(Map.Entry::getValue)
        .filter(each -> each.file().isPresent())
        .toList();
  }

  private static CertifiedKey own(
      Map<PartyVariable, CredentialSource> sources, PartyVariable cert, PartyVariable key)
      throws PemException, CredentialsException {
    CredentialSource own = sources.get(cert);
    CertifiedKey certified =
        CertifiedKey.of(own.pem(), own.name(), sources.get(key).pem(), sources.get(key).name());
    ValidityStatus.require(certified.leaf(), own.name());
    return certified;
  }

  /** Those of several that are valid count, and at least one must be. */
  private static Authorities authorities(CredentialSource source, List<String> warnings)
      throws PemException, CredentialsException {
    Authorities authorities = Authorities.valid(source.pem(), source.name(), Instant.now());
    warnings.addAll(authorities.warnings());
    return authorities;
  }

  /**
   * Checks again what time can change, for a party that keeps its credentials for long.
   *
   * @throws CredentialsException that names what has expired
   */
  public void requireValidNow() throws CredentialsException {
    try {
      requireValid(outer, PartyVariable.RELAY_CA.name(), PartyVariable.RELAY_CERT.name());
      requireValid(endToEnd, PartyVariable.USER_CA.name(), PartyVariable.PARTY_CERT.name());
    } catch (PemException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  /**
   * Whether a file that these were read from has another content by now, or none, so that a party
   * that keeps its credentials for long should read them anew. {@code USER_CRL} does not count.
   */
  public boolean haveFilesChanged() {
    return files.stream().anyMatch(CredentialSource::hasChanged);
  }

  private static void requireValid(TlsIdentity identity, String ca, String cert)
      throws PemException {
    // While one CA takes over from another, one of them is enough.
    ValidityStatus.require(Authorities.lastToExpire(identity.trusted()), ca);
    ValidityStatus.require(identity.key().leaf(), cert);
  }

  /** Otherwise only the relay or a peer would find out, by then far from the cause. */
  private static void requireSigned(
      Map<PartyVariable, CredentialSource> sources,
      PartyVariable cert,
      TlsIdentity identity,
      PartyVariable ca,
      TlsIdentity otherLayer)
      throws CredentialsException {
    if (identity.isSignedBy(identity.trusted())) {
      return;
    }
    String advice =
        identity.isSignedBy(otherLayer.trusted())
            ? "the other CA signed it: the certificates, or the CAs, are swapped"
            : "take the two that belong together, as RELAY_CERT with RELAY_CA and PARTY_CERT with"
                + " USER_CA; are they swapped?";
    throw new CredentialsException(
        "%s is not signed by %s; %s"
            .formatted(sources.get(cert).name(), sources.get(ca).name(), advice),
        null);
  }

  /** Otherwise every peer would turn us away, those at least that know. */
  private void requireNotRevoked(Map<PartyVariable, CredentialSource> sources)
      throws CredentialsException {
    if (endToEnd.revoked().contains(endToEnd.key().leaf())) {
      throw new CredentialsException(
          "%s has been revoked, says %s; issue a new certificate"
              .formatted(
                  sources.get(PartyVariable.PARTY_CERT).name(),
                  sources.get(PartyVariable.USER_CRL).name()),
          null);
    }
  }

  /** Otherwise every peer would turn us away for having the wrong name. */
  private void requireOneParty(Map<PartyVariable, CredentialSource> sources)
      throws CredentialsException, PemException {
    String relayCertificate = sources.get(PartyVariable.RELAY_CERT).name();
    if (!Names.isParty(party)) {
      throw new CredentialsException(relayCertificate + " has no CN that names a party", null);
    }
    List<String> names = CertificateNames.of(endToEnd.key().leaf()).identities();
    if (!names.contains(party)) {
      throw new CredentialsException(
          "%s is for %s but %s is for %s; take two certificates of one party"
              .formatted(
                  relayCertificate,
                  party,
                  sources.get(PartyVariable.PARTY_CERT).name(),
                  String.join(", ", names)),
          null);
    }
  }

  /**
   * What is not in order as of now and does no harm yet, in a sentence: {@code USER_CRL} is
   * overdue, its file has become one that is of no use, or one of several CAs has expired.
   */
  public Optional<String> warning() {
    List<String> all = new ArrayList<>(warnings);
    endToEnd.revoked().warning(PartyVariable.USER_CRL.name()).ifPresent(all::add);
    return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
  }

  /** When each certificate ends; of several CAs the last. */
  public Map<PartyVariable, Instant> validUntil() {
    return Map.of(
        PartyVariable.RELAY_CA, Authorities.lastToExpire(outer.trusted()).getNotAfter().toInstant(),
        PartyVariable.RELAY_CERT, outer.key().leaf().getNotAfter().toInstant(),
        PartyVariable.USER_CA, Authorities.lastToExpire(endToEnd.trusted()).getNotAfter().toInstant(),
        PartyVariable.PARTY_CERT, endToEnd.key().leaf().getNotAfter().toInstant());
  }

  /** The party's name: the CN of its relay certificate. */
  public String party() {
    return party;
  }

  /** The user's name: the O of the relay certificate, empty if it has none. */
  public String user() {
    return user;
  }

  TlsIdentity outer() {
    return outer;
  }

  TlsIdentity endToEnd() {
    return endToEnd;
  }

  /** The names only. */
  @Override
  public String toString() {
    return "PartyCredentials[party=" + party + ", user=" + user + "]";
  }
}
