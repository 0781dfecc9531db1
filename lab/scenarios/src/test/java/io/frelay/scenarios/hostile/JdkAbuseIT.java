package io.frelay.scenarios.hostile;

/** Against the JDK's TLS. */
class JdkAbuseIT extends TlsAbuse {
  JdkAbuseIT() throws Exception {
    super("jdk");
  }
}
