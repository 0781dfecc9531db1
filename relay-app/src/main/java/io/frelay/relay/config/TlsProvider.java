package io.frelay.relay.config;

/** Which TLS implementation does the relay's handshakes. */
public enum TlsProvider {
  /** BoringSSL where it loads and can verify the keys in use, the JDK's otherwise. */
  AUTO,
  /** BoringSSL: a third of the CPU; knows no Ed25519 and no P-521 certificates. */
  BORINGSSL,
  /** The JDK's: every key type, everywhere. */
  JDK
}
