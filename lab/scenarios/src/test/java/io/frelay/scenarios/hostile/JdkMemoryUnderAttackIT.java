package io.frelay.scenarios.hostile;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Against a relay with the JDK's TLS, which keeps what it holds in the heap. */
@EnabledIfSystemProperty(
    named = AttackedRelay.SCALE_PROPERTY,
    matches = ".+",
    disabledReason = "runs in bin/lab hostile only")
class JdkMemoryUnderAttackIT extends MemoryAttacks {
  JdkMemoryUnderAttackIT() {
    super("jdk", FULL_SCALE);
  }
}
