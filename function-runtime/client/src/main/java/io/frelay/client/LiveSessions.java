package io.frelay.client;

import io.frelay.client.session.Frame;
import io.frelay.client.session.GoneReason;
import io.frelay.client.session.Nonce;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of this process, so that it can say of one that it knows nothing of it. Safe for use
 * by several threads.
 */
final class LiveSessions {
  private static final Map<Nonce, SessionCore> SESSIONS = new ConcurrentHashMap<>();

  private LiveSessions() {}

  static void add(SessionCore core) {
    SESSIONS.put(core.state.own(), core);
  }

  static void remove(SessionCore core) {
    SESSIONS.remove(core.state.own());
  }

  /**
   * The peer means another session than the one that this connection was meant for: tells it if
   * there is no such session in this process.
   */
  static void answerStranger(Link link, Frame greeting) throws IOException {
    if (greeting instanceof Frame.Resume resume && !isAlive(resume)) {
      link.send(new Frame.Gone(resume.peer(), GoneReason.UNKNOWN));
    }
  }

  private static boolean isAlive(Frame.Resume resume) {
    SessionCore core = SESSIONS.get(resume.peer());
    if (core == null) {
      return false;
    }
    core.lock.lock();
    try {
      return !core.isOver() && core.state.mayBeOf(resume.own());
    } finally {
      core.lock.unlock();
    }
  }
}
