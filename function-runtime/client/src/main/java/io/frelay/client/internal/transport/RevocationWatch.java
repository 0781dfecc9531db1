package io.frelay.client.internal.transport;

import io.frelay.credentials.RevocationListInForce;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;

/**
 * Ends the sessions that stand when their peer comes onto a list in a file. There is no thread
 * while no session stands or the list is not in a file.
 */
final class RevocationWatch {
  private final RevocationListInForce list;
  private final StandingSessions sessions = new StandingSessions("frelay-revocations", this::look);

  RevocationWatch(RevocationListInForce list) {
    this.list = list;
  }

  /** Has the session ended when its peer comes onto the list, if that can change. */
  void add(StandingSessions.Session session) {
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
