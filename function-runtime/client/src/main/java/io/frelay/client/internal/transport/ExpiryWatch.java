package io.frelay.client.internal.transport;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Ends the sessions that stand when what their peer has shown expires, by this machine's clock. */
final class ExpiryWatch {
  private final StandingSessions sessions =
      new StandingSessions("frelay-expiry", ExpiryWatch::look);

  /** From now on until it is over. */
  void add(StandingSessions.Session session) {
    sessions.add(session);
  }

  private static void look(List<StandingSessions.Session> standing) {
    Instant now = Instant.now();
    for (StandingSessions.Session each : standing) {
      Instant end = each.validUntil();
      if (now.isAfter(end)) {
        each.expired(end);
      }
    }
  }

  /**
   * End of the validity of a chain that was accepted just now. Certificates that have expired
   * before are not on the path to the CA: peers may send along more than that.
   */
  static Instant validUntil(List<X509Certificate> accepted) {
    Instant now = Instant.now();
    return accepted.stream()
        .map(each -> each.getNotAfter().toInstant())
        .filter(end -> !now.isAfter(end))
        .min(Instant::compareTo)
        .orElse(now); // it has expired since
  }
}
