package io.frelay.credentials;

import io.frelay.bundle.PartyVariable;
import io.frelay.pem.Authorities;
import io.frelay.pem.CertificateNames;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.PemException;
import io.frelay.pem.ValidityStatus;
import io.frelay.protocol.Names;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A party's credentials, checked: a certificate and key for the relay, a certificate and key for
 * its peers, and the CAs that it trusts for either. Immutable and safe for use by several threads;
 * it never prints a key. Every failure is a {@link PemException} in one sentence.
 */
public final class PartyIdentity {
  private static final String OVERDUE = "USER_CRL_OVERDUE";

  private final String party;
  private final String user;
  private final TlsLayer outer;
  private final TlsLayer endToEnd;
  private final List<String> warnings;
  private final List<PemSource> files;

  private PartyIdentity(
      TlsLayer outer, TlsLayer endToEnd, List<PemSource> files, List<String> warnings)
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
   * Checks that all are valid and belong together.
   *
   * @param sources all {@linkplain PartyVariable#pems() PEMs} that are required, and any others
   */
  public static PartyIdentity of(Map<PartyVariable, PemSource> sources) throws PemException {
    List<String> warnings = new ArrayList<>();
    Authorities relayCas = authorities(sources.get(PartyVariable.RELAY_CA), warnings);
    TlsLayer outer =
        TlsLayer.of(
            own(sources, PartyVariable.RELAY_CERT, PartyVariable.RELAY_KEY),
            relayCas.valid(),
            RevocationListInForce.NOBODY);
    Authorities userCas = authorities(sources.get(PartyVariable.USER_CA), warnings);
    PemSource list = sources.get(PartyVariable.USER_CRL);
    TlsLayer endToEnd =
        TlsLayer.of(
            own(sources, PartyVariable.PARTY_CERT, PartyVariable.PARTY_KEY),
            userCas.valid(),
            list == null ? RevocationListInForce.NOBODY : RevocationListInForce.of(list, userCas));
    PartyIdentity identity = new PartyIdentity(outer, endToEnd, files(sources), warnings);
    identity.requireOneParty(sources);
    requireSigned(sources, PartyVariable.RELAY_CERT, outer, PartyVariable.RELAY_CA, endToEnd);
    requireSigned(sources, PartyVariable.PARTY_CERT, endToEnd, PartyVariable.USER_CA, outer);
    identity.requireNotRevoked(sources);
    return identity;
  }

  /** Sources that are files, without the revocation list, which is watched separately. */
  private static List<PemSource> files(Map<PartyVariable, PemSource> sources) {
    return sources.entrySet().stream()
        .filter(each -> each.getKey() != PartyVariable.USER_CRL)
        .map(Map.Entry::getValue)
        .filter(each -> each.file().isPresent())
        .toList();
  }

  private static CertifiedKey own(
      Map<PartyVariable, PemSource> sources, PartyVariable cert, PartyVariable key)
      throws PemException {
    PemSource own = sources.get(cert);
    CertifiedKey certified =
        CertifiedKey.of(own.pem(), own.name(), sources.get(key).pem(), sources.get(key).name());
    ValidityStatus.require(certified.leaf(), own.name());
    return certified;
  }

  /** Valid CAs of a source; at least one must be valid. */
  private static Authorities authorities(PemSource source, List<String> warnings)
      throws PemException {
    Authorities authorities = Authorities.valid(source.pem(), source.name(), Instant.now());
    warnings.addAll(authorities.warnings());
    return authorities;
  }

  /** Requires one name everywhere; otherwise every peer would refuse us for a wrong name. */
  private void requireOneParty(Map<PartyVariable, PemSource> sources) throws PemException {
    String relayCertificate = sources.get(PartyVariable.RELAY_CERT).name();
    if (!Names.isParty(party)) {
      throw new PemException(relayCertificate + " has no CN that names a party");
    }
    List<String> names = CertificateNames.of(endToEnd.key().leaf()).identities();
    if (!names.contains(party)) {
      throw new PemException(
          "%s is for %s but %s is for %s; take two certificates of one party"
              .formatted(
                  relayCertificate,
                  party,
                  sources.get(PartyVariable.PARTY_CERT).name(),
                  String.join(", ", names)));
    }
  }

  /**
   * Requires matching CAs; otherwise only the relay or a peer would find out, far from the cause.
   */
  private static void requireSigned(
      Map<PartyVariable, PemSource> sources,
      PartyVariable cert,
      TlsLayer layer,
      PartyVariable ca,
      TlsLayer otherLayer)
      throws PemException {
    if (layer.isSignedBy(layer.trusted())) {
      return;
    }
    String advice =
        layer.isSignedBy(otherLayer.trusted())
            ? "the other CA signed it: the certificates, or the CAs, are swapped"
            : "take the two that belong together, as RELAY_CERT with RELAY_CA and PARTY_CERT with"
                + " USER_CA; are they swapped?";
    throw new PemException(
        "%s is not signed by %s; %s"
            .formatted(sources.get(cert).name(), sources.get(ca).name(), advice));
  }

  /**
   * Requires that our certificate is not revoked; otherwise peers with the list would refuse us.
   */
  private void requireNotRevoked(Map<PartyVariable, PemSource> sources) throws PemException {
    if (endToEnd.revoked().contains(endToEnd.key().leaf())) {
      throw new PemException(
          "%s has been revoked, says %s; issue a new certificate"
              .formatted(
                  sources.get(PartyVariable.PARTY_CERT).name(),
                  sources.get(PartyVariable.USER_CRL).name()));
    }
  }

  /** The same, as {@code USER_CRL_OVERDUE} says: {@code accept}, or nothing, or {@code refuse}. */
  public PartyIdentity heeding(Map<String, String> environment) throws PemException {
    String overdue = environment.getOrDefault(OVERDUE, "").strip().toLowerCase(Locale.ROOT);
    return switch (overdue) {
      case "", "accept" -> this;
      case "refuse" -> refusingOverdueList();
      default -> throw new PemException(OVERDUE + " is neither accept nor refuse");
    };
  }

  /** The same, but while {@code USER_CRL} is overdue nobody's certificate counts. */
  public PartyIdentity refusingOverdueList() throws PemException {
    if (endToEnd.revoked() == RevocationListInForce.NOBODY) {
      throw new PemException(OVERDUE + "=refuse needs a list; set USER_CRL, or USER_CRL_FILE");
    }
    RevocationListInForce strict = endToEnd.revoked().refusingOverdue();
    Optional<String> closed = strict.whyClosed(PartyVariable.USER_CRL.name());
    if (closed.isPresent()) {
      throw new PemException(closed.get());
    }
    return new PartyIdentity(outer, endToEnd.heeding(strict), files, warnings);
  }

  /** Requires that the {@code USER_CRL} of these is no older than that of {@code former}. */
  public void requireListNotOlderThan(PartyIdentity former) throws PemException {
    endToEnd
        .revoked()
        .requireNotOlderThan(former.endToEnd.revoked(), PartyVariable.USER_CRL.name());
  }

  /** Checks again what time can change. */
  public void requireValidNow() throws PemException {
    requireValid(outer, PartyVariable.RELAY_CA, PartyVariable.RELAY_CERT);
    requireValid(endToEnd, PartyVariable.USER_CA, PartyVariable.PARTY_CERT);
  }

  private static void requireValid(TlsLayer layer, PartyVariable ca, PartyVariable cert)
      throws PemException {
    // While one CA takes over from another, one of them is enough.
    ValidityStatus.require(Authorities.lastToExpire(layer.trusted()), ca.name());
    ValidityStatus.require(layer.key().leaf(), cert.name());
  }

  /** True if a file, other than that of {@code USER_CRL}, has another content by now, or none. */
  public boolean haveFilesChanged() {
    return files.stream().anyMatch(PemSource::hasChanged);
  }

  /** Warning that does not prevent sessions yet. */
  public Optional<String> warning() {
    List<String> all = new ArrayList<>(warnings);
    endToEnd.revoked().warning(PartyVariable.USER_CRL.name()).ifPresent(all::add);
    return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
  }

  /** Expiry of each certificate; of several CAs the last. */
  public Map<PartyVariable, Instant> validUntil() {
    return Map.of(
        PartyVariable.RELAY_CA, end(Authorities.lastToExpire(outer.trusted())),
        PartyVariable.RELAY_CERT, end(outer.key().leaf()),
        PartyVariable.USER_CA, end(Authorities.lastToExpire(endToEnd.trusted())),
        PartyVariable.PARTY_CERT, end(endToEnd.key().leaf()));
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  /** The party's name: the CN of its relay certificate. */
  public String party() {
    return party;
  }

  /** The user's name: the O of the relay certificate, empty if it has none. */
  public String user() {
    return user;
  }

  /** Identity and trust for the TLS with the relay. */
  public TlsLayer outer() {
    return outer;
  }

  /** Identity and trust for the TLS with a peer. */
  public TlsLayer endToEnd() {
    return endToEnd;
  }

  /** The names only. */
  @Override
  public String toString() {
    return "[party=" + party + ", user=" + user + "]";
  }
}
