package io.frelay.scenarios.hostile;

/** Against a relay with BoringSSL. */
class MemoryUnderAttackIT extends MemoryAttacks {
  MemoryUnderAttackIT() {
    super("boringssl", new Scale(1_500, 300, 48));
  }
}
