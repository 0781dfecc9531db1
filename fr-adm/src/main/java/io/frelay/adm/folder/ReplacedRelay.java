package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.pem.CertifiedKey;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The relay's certificate that a new one replaces, to tell what the new one lacks.
 *
 * @param old the certificate; empty if there was none, or none that can be read
 */
record ReplacedRelay(Optional<X509Certificate> old) {
  static ReplacedRelay in(Layout layout) {
    try {
      return Files.exists(layout.relay().certificate())
          ? new ReplacedRelay(Optional.of(PemFiles.certificate(layout.relay().certificate())))
          : new ReplacedRelay(Optional.empty());
    } catch (AdmException e) {
      return new ReplacedRelay(Optional.empty()); // it is about to be replaced, and served nobody
    }
  }

  /**
   * The further hosts that the old one named and {@code renewed} does not, and how to keep them.
   */
  List<String> lostHosts(CertifiedKey renewed, Layout layout) {
    List<String> kept = RelayHosts.beyondItsName(renewed.leaf());
    List<String> all = new ArrayList<>(kept);
    List<String> lost = new ArrayList<>();
    for (String host : old.map(RelayHosts::beyondItsName).orElse(List.of())) {
      if (kept.stream().noneMatch(host::equalsIgnoreCase)) {
        lost.add(host);
        all.add(host);
      }
    }
    return lost.isEmpty()
        ? List.of()
        : List.of(
            "the old certificate of the relay also named %s; to keep them: %s"
                .formatted(
                    String.join(", ", lost),
                    layout.command("create relay --renew --host " + String.join(",", all))));
  }

  /** Note if the key type has changed without being requested; else empty. */
  List<String> changedKey(CertifiedKey renewed, CertificateOptions options) {
    Optional<KeyType> before = old.flatMap(certificate -> KeyType.of(certificate.getPublicKey()));
    if (options.keyType().isPresent()
        || before.isEmpty()
        || before.equals(KeyType.of(renewed.key()))) {
      return List.of();
    }
    return List.of(
        "the relay's old key was %s and the new one is %s; add --key-type %s to keep the type"
            .formatted(
                KeyType.describe(old.orElseThrow().getPublicKey()),
                KeyType.describe(renewed.leaf().getPublicKey()),
                before.get()));
  }
}
