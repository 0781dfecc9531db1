package io.frelay.scenarios.hostile;

/** Against BoringSSL, by which a relay does TLS if nothing speaks against it. */
class BoringSslAbuseIT extends TlsAbuse {
  BoringSslAbuseIT() throws Exception {
    super("boringssl");
  }
}
