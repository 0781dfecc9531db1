package io.frelay.scenarios.hostile;

/** Against a relay with the JDK's TLS, which keeps what it holds in the heap. */
class JdkMemoryUnderAttackIT extends MemoryAttacks {
  JdkMemoryUnderAttackIT() {
    super("jdk", new Scale(700, 100, 40));
  }
}
