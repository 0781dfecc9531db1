package io.frelay.relay.config;

import java.util.Arrays;
import java.util.List;

/**
 * Groups for the key exchange of the outer TLS (RFC 8446, 4.2.7), as BoringSSL and the JDK call
 * them.
 */
public enum TlsGroup {
  /**
   * X25519 and ML-KEM-768 together: secret also from who records now and has a quantum computer.
   */
  X25519MLKEM768("X25519MLKEM768", "X25519MLKEM768"),
  X25519("X25519", "x25519"),
  P256("P-256", "secp256r1"),
  P384("P-384", "secp384r1"),
  P521("P-521", "secp521r1");

  /** Those that take a relay well below a millisecond. */
  public static final List<TlsGroup> DEFAULTS = List.of(X25519MLKEM768, X25519, P256);

  private final String label;
  private final String jdkName;

  TlsGroup(String label, String jdkName) {
    this.label = label;
    this.jdkName = jdkName;
  }

  /** The name in settings, which is also BoringSSL's. */
  public String label() {
    return label;
  }

  public String jdkName() {
    return jdkName;
  }

  /**
   * Reads the names of {@code relay.tls-groups}.
   *
   * @throws IllegalArgumentException in one sentence, if one is none of these, or there are none
   */
  public static List<TlsGroup> parse(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("relay.tls-groups names no group");
    }
    return names.stream().map(String::strip).map(TlsGroup::parse).distinct().toList();
  }

  private static TlsGroup parse(String name) {
    return Arrays.stream(values())
        .filter(group -> group.label.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "relay.tls-groups: '%s' is not one of %s"
                        .formatted(
                            name,
                            String.join(
                                ", ", Arrays.stream(values()).map(TlsGroup::label).toList()))));
  }
}
