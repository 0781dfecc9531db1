package io.frelay.adm.ca;

import io.frelay.protocol.Names;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Purpose of a certificate, and the key usages that express it in the certificate. */
public enum CertificateKind {
  RELAY_CA("relay CA", false, false),
  USER_CA("user CA", false, false),
  /** Also a client: the relays of a cluster connect to each other. */
  RELAY("relay", true, true),
  /** Client only: no party can ever pose as the relay. */
  PARTY_AT_RELAY("party, at the relay", true, false),
  /** Either end of the inner TLS: who is the server is the relay's choice. */
  PARTY_END_TO_END("party, end to end", true, true),
  /** None that fr-adm makes. */
  OTHER("other", false, false);

  private final String text;
  private final boolean client;
  private final boolean server;

  CertificateKind(String text, boolean client, boolean server) {
    this.text = text;
    this.client = client;
    this.server = server;
  }

  /** The extended key usage of a leaf of this kind. */
  ExtendedKeyUsage extendedKeyUsage() {
    List<KeyPurposeId> purposes = new ArrayList<>();
    if (client) {
      purposes.add(KeyPurposeId.id_kp_clientAuth);
    }
    if (server) {
      purposes.add(KeyPurposeId.id_kp_serverAuth);
    }
    return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
  }

  /** The start of the common name of a CA of this kind; its key identifier follows. */
  String caName() {
    return "Frelay " + text;
  }

  /** Tells the kind of a certificate by its CA bit, its subject and its key purposes. */
  public static CertificateKind of(X509Certificate certificate) {
    if (certificate.getBasicConstraints() >= 0) {
      String name = SubjectName.of(certificate).commonName();
      return name.startsWith(RELAY_CA.caName())
          ? RELAY_CA
          : name.startsWith(USER_CA.caName()) ? USER_CA : OTHER;
    }
    boolean client = hasPurpose(certificate, KeyPurposeId.id_kp_clientAuth);
    boolean server = hasPurpose(certificate, KeyPurposeId.id_kp_serverAuth);
    if (server && RelayHosts.of(certificate).contains(Names.RELAY)) {
      return RELAY; // those of before clusters are for servers only
    }
    return client ? (server ? PARTY_END_TO_END : PARTY_AT_RELAY) : OTHER;
  }

  private static boolean hasPurpose(X509Certificate certificate, KeyPurposeId purpose) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null && purposes.contains(purpose.getId());
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
