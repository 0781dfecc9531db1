package io.frelay.client.internal.transport;

import io.frelay.credentials.RevocationListInForce;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * Ends the sessions that stand when their peer comes onto a list in a file. One thread serves all
 * lists of a process; there is none while no session stands that a list in a file is for.
 */
public final class RevocationWatch {
  private static final ScheduledExecutorService THREAD =
      StandingSessions.thread("frelay-revocations");

  private final RevocationListInForce list;
  private final StandingSessions sessions = new StandingSessions(THREAD, this::look);

  public RevocationWatch(RevocationListInForce list) {
    this.list = list;
  }

  /** Has the session ended when its peer comes onto the list, if that can change. */
  public void watch(StandingSessions.Session session) {
    if (list.file().isPresent()) {
      sessions.add(session);
    }
  }

  private void look(List<StandingSessions.Session> standing) {
    Predicate<X509Certificate> revoked = list.asOfNow();
    standing.stream()
        .filter(each -> each.shown().stream().anyMatch(revoked))
        .forEach(each -> each.revoked(list.file().orElseThrow()));
  }
}
