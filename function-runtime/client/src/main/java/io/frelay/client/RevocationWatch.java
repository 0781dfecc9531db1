package io.frelay.client;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * Ends the sessions that stand when their peer comes onto a list in a file. One thread serves all
 * lists of a process; there is none while no session stands that a list in a file is for.
 */
final class RevocationWatch {
  private static final ScheduledExecutorService THREAD =
      StandingSessions.thread("frelay-revocations");

  private final RevokedPeers peers;
  private final Path list;
  private final StandingSessions sessions = new StandingSessions(THREAD, this::look);

  RevocationWatch(RevokedPeers peers, Path list) {
    this.peers = peers;
    this.list = list;
  }

  /** From now on until it is over. */
  void add(StandingSessions.Session session) {
    sessions.add(session);
  }

  private void look(List<StandingSessions.Session> standing) {
    Predicate<X509Certificate> revoked = peers.asOfNow();
    standing.stream()
        .filter(each -> each.shown().stream().anyMatch(revoked))
        .forEach(each -> each.revoked(list));
  }
}
