package io.frelay.scenarios.hostile;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Against the JDK's TLS. */
@EnabledIfSystemProperty(
    named = AttackedRelay.SCALE_PROPERTY,
    matches = ".+",
    disabledReason = "runs in bin/lab hostile only")
class JdkAbuseIT extends TlsAbuse {
  JdkAbuseIT() throws Exception {
    super("jdk");
  }
}
