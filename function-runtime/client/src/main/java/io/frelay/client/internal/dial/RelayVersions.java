package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.RelayAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The relays of which has been found out that they serve version 1 only, so that they are not asked
 * in vain each time. What is held against one: it closed the connection without a word soon after a
 * version 2 request, and served version 1 in the very next attempt. A relay that was restarted in
 * that moment looks the same and is served worse, but right; so it is believed for a while only,
 * and only of the certificate that was shown.
 */
final class RelayVersions {
  static final Duration BELIEVED = Duration.ofMinutes(10);

  /**
   * Time within which a relay refuses what it cannot read. One that takes longer waits for the
   * peer, and so has understood.
   */
  static final Duration SOON = Duration.ofSeconds(2);

  private static final int MAX_ENTRIES = 1000;
  private final Map<Key, Deadline> old = new ConcurrentHashMap<>();

  private record Key(RelayAddress address, X509Certificate certificate) {}

  void noteOld(RelayAddress relay, X509Certificate certificate) {
    old.values().removeIf(Deadline::hasPassed);
    if (old.size() < MAX_ENTRIES) {
      old.put(new Key(relay, certificate), Deadline.in(BELIEVED));
    }
  }

  boolean isOld(RelayAddress relay, X509Certificate certificate) {
    Deadline until = old.get(new Key(relay, certificate));
    return until != null && !until.hasPassed();
  }
}
