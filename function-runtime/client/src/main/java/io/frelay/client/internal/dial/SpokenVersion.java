package io.frelay.client.internal.dial;

import io.frelay.client.RelayAddress;
import io.frelay.client.internal.tls.OuterTls;
import io.frelay.protocol.Ready;

/**
 * Protocol version of the attempts through one relay. A relay that closes without a word soon after
 * a version 2 request may be a strict version 1 relay, or just have been restarted: the next
 * attempt is of version 1, at once, and if that fails too they alternate. {@link RelayVersions}
 * remembers what came of it.
 */
final class SpokenVersion {
  private final RelayAddress relay;
  private final int highest;
  private final RelayVersions known;
  private int version;
  private boolean suspected; // of knowing version 1 only, by the attempt before

  SpokenVersion(RelayAddress relay, int highest, RelayVersions known) {
    this.relay = relay;
    this.highest = highest;
    this.known = known;
    version = highest;
  }

  /** Returns whether the attempt is of version 1. */
  boolean isOld() {
    return version == 1;
  }

  /** The relay has shown its certificate. */
  void met(OuterTls outer) {
    if (known.isOld(relay, outer.certificate())) {
      version = 1;
    }
  }

  /** The relay has closed without a word. Returns whether to ask again at once, in version 1. */
  boolean giveUp() {
    boolean wasNew = version > 1;
    version = wasNew ? 1 : highest;
    suspected = wasNew;
    return wasNew;
  }

  /** The relay has answered. */
  void learn(OuterTls outer, Ready ready) {
    if (suspected && ready.version() == 1) {
      known.noteOld(relay, outer.certificate());
    }
  }
}
