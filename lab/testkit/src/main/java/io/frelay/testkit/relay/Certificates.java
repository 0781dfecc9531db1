package io.frelay.testkit.relay;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.Layout;
import io.frelay.adm.folder.PemPair;
import io.frelay.bundle.PartyVariable;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of certificates as fr-adm makes it.
 *
 * @param layout what lies where in it
 * @param user whose parties meet
 * @param parties their names; at least two
 */
public record Certificates(Layout layout, String user, List<String> parties) {
  /** A relay on this machine and user1's parties 0 and 1, with EC keys. */
  public static Certificates make(Path folder) throws AdmException {
    return make(folder, KeyType.EC, 2);
  }

  /** A relay on this machine and user1's parties 0, 1, ... */
  public static Certificates make(Path folder, KeyType type, int parties) throws AdmException {
    CertificateOptions options = CertificateOptions.DEFAULTS.keyType(type);
    CertificateFolder certificates = new CertificateFolder(folder);
    certificates.createRelay(List.of("127.0.0.1"), options);
    certificates.createUser("user1", options);
    List<String> names = Stream.iterate(0, i -> i + 1).limit(parties).map(String::valueOf).toList();
    for (String name : names) {
      certificates.createParty("user1", name, options);
    }
    return new Certificates(certificates.layout(), "user1", names);
  }

  /**
   * A folder that is there, such as an external relay's: its first user with at least two parties.
   *
   * @throws IOException if there is none
   */
  public static Certificates in(Path folder) throws IOException {
    Layout layout = new Layout(folder);
    for (Path user : foldersIn(folder)) {
      String name = user.getFileName().toString();
      if (Files.exists(layout.userCa(name).certificate())) {
        List<String> parties =
            foldersIn(user).stream()
                .map(party -> party.getFileName().toString())
                .filter(party -> Files.exists(layout.atRelay(name, party).certificate()))
                .toList();
        if (parties.size() >= 2) {
          return new Certificates(layout, name, parties);
        }
      }
    }
    throw new IOException(folder + " has no user with two parties in the layout that fr-adm makes");
  }

  private static List<Path> foldersIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** Folder for {@code relay start --certs}. */
  public Path folder() {
    return layout.root();
  }

  /** A party's certificates and keys, for our own client. */
  public Map<PartyVariable, Path> files(String party) {
    PemPair atRelay = layout.atRelay(user, party);
    PemPair endToEnd = layout.endToEnd(user, party);
    return Map.of(
        PartyVariable.RELAY_CA, layout.relayCa().certificate(),
        PartyVariable.RELAY_CERT, atRelay.certificate(),
        PartyVariable.RELAY_KEY, atRelay.key(),
        PartyVariable.USER_CA, layout.userCa(user).certificate(),
        PartyVariable.PARTY_CERT, endToEnd.certificate(),
        PartyVariable.PARTY_KEY, endToEnd.key());
  }

  /** A party's key and certificate towards the relay. */
  public CertifiedKey atRelay(String party) throws IOException, GeneralSecurityException {
    return read(layout.atRelay(user, party));
  }

  /** A party's key and certificate towards another party. */
  public CertifiedKey endToEnd(String party) throws IOException, GeneralSecurityException {
    return read(layout.endToEnd(user, party));
  }

  /** The CA of the relay's and the parties' certificates at the relay. */
  public List<X509Certificate> relayCa() throws IOException, GeneralSecurityException {
    return authority(layout.relayCa());
  }

  /** The CA of the parties' end-to-end certificates. */
  public List<X509Certificate> userCa() throws IOException, GeneralSecurityException {
    return authority(layout.userCa(user));
  }

  private static List<X509Certificate> authority(PemPair pair)
      throws IOException, GeneralSecurityException {
    return Pem.certificates(Files.readString(pair.certificate()), pair.certificate().toString());
  }

  private static CertifiedKey read(PemPair pair) throws IOException, GeneralSecurityException {
    return CertifiedKey.of(
        Files.readString(pair.certificate()),
        pair.certificate().toString(),
        Files.readString(pair.key()),
        pair.key().toString());
  }
}
