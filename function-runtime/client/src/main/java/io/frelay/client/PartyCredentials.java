package io.frelay.client;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.internal.transport.PeerWatch;
import io.frelay.credentials.PartyIdentity;
import io.frelay.credentials.PemSource;
import io.frelay.pem.PemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials of a party: a certificate and key for the relay, a certificate and key for its peers,
 * and the CAs that it trusts for either. Immutable and safe for use by several threads; it never
 * prints a key.
 *
 * <p>Keys may be PKCS#8, PKCS#1 or SEC1 PEM; every PEM may have {@code \n} for line ends or be in
 * base64 as a whole, as environments carry it.
 */
public final class PartyCredentials {
  private final PartyIdentity identity;
  private final PeerWatch watch;

  private PartyCredentials(PartyIdentity identity) {
    this.identity = identity;
    watch = new PeerWatch(identity.endToEnd().revoked());
  }

  /** Reads credentials; a failure is one sentence. */
  private interface Checked<T> {
    T get() throws PemException;
  }

  private static <T> T checked(Checked<T> check) throws CredentialsException {
    try {
      return check.get();
    } catch (PemException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  private static PartyCredentials of(Checked<PartyIdentity> identity) throws CredentialsException {
    return new PartyCredentials(checked(identity));
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
    return of(() -> PartyIdentity.of(PemSource.ofEnvironment(environment)).heeding(environment));
  }

  /**
   * The same, as {@code USER_CRL_OVERDUE} says: by {@code accept}, or without it, a list counts
   * also while it is overdue; by {@code refuse} nobody is let in then.
   *
   * @throws CredentialsException if it says something else, or as {@link #refusingOverdueList} says
   */
  public PartyCredentials heeding(Map<String, String> environment) throws CredentialsException {
    return of(() -> identity.heeding(environment));
  }

  /**
   * The same, but while {@code USER_CRL} is overdue no session begins. Those that stand go on.
   *
   * @throws CredentialsException if there is no list, or it is overdue now
   */
  public PartyCredentials refusingOverdueList() throws CredentialsException {
    return of(identity::refusingOverdueList);
  }

  /**
   * For a party that reads its credentials anew.
   *
   * @param former those in force before these
   * @throws CredentialsException if the {@code USER_CRL} of these is older
   */
  public void requireListNotOlderThan(PartyCredentials former) throws CredentialsException {
    try {
      identity.requireListNotOlderThan(former.identity);
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
   * @param files all {@linkplain PartyVariable#pems() PEMs} that are required, and any others
   * @throws CredentialsException that names the file
   */
  public static PartyCredentials fromFiles(Map<PartyVariable, Path> files)
      throws CredentialsException {
    Map<PartyVariable, PemSource> sources = new EnumMap<>(PartyVariable.class);
    for (Map.Entry<PartyVariable, Path> each : files.entrySet()) {
      sources.put(each.getKey(), checked(() -> PemSource.ofFile(each.getValue())));
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
    return of(() -> PartyIdentity.of(PemSource.ofPems(pems)));
  }

  /**
   * Takes PEM texts that know where they are from, so that errors can say so.
   *
   * @param sources all {@linkplain PartyVariable#pems() PEMs} that are required, and any others
   * @throws CredentialsException that says what is wrong, with the source's name
   */
  public static PartyCredentials fromSources(Map<PartyVariable, PemSource> sources)
      throws CredentialsException {
    for (PartyVariable each : PartyVariable.pems()) {
      if (each.isRequired() && !sources.containsKey(each)) {
        throw new IllegalArgumentException(each + " is missing");
      }
    }
    return of(() -> PartyIdentity.of(sources));
  }

  /**
   * Checks again what time can change, for a party that keeps its credentials for long.
   *
   * @throws CredentialsException that names what has expired
   */
  public void requireValidNow() throws CredentialsException {
    try {
      identity.requireValidNow();
    } catch (PemException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  /**
   * Returns whether a file that these were read from has another content by now, or none, so that a
   * party that keeps its credentials for long should read them anew. {@code USER_CRL} does not
   * count.
   */
  public boolean haveFilesChanged() {
    return identity.haveFilesChanged();
  }

  /**
   * Returns what is not in order as of now and does no harm yet, in a sentence: {@code USER_CRL} is
   * overdue, its file has become one that is of no use, or one of several CAs has expired.
   */
  public Optional<String> warning() {
    return identity.warning();
  }

  /** When each certificate ends; of several CAs the last. */
  public Map<PartyVariable, Instant> validUntil() {
    return identity.validUntil();
  }

  /** The party's name: the CN of its relay certificate. */
  public String party() {
    return identity.party();
  }

  /** The user's name: the O of the relay certificate, empty if it has none. */
  public String user() {
    return identity.user();
  }

  PartyIdentity identity() {
    return identity;
  }

  /** Ends sessions whose peer is not to be trusted any more. */
  PeerWatch watch() {
    return watch;
  }

  /** The names only. */
  @Override
  public String toString() {
    return "PartyCredentials" + identity;
  }
}
