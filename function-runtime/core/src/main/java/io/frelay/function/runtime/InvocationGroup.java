package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.group.Group;
import io.frelay.client.group.GroupException;
import io.frelay.client.group.GroupOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The group of an invocation's parties: connected when the handler first asks for it, and over with
 * the invocation. Safe for use by several threads.
 */
final class InvocationGroup {
  /** Connects a group. */
  interface Connector {
    Group join(Duration timeout) throws GroupException, InterruptedException;
  }

  /** Of what is no invocation. */
  static final Connector NOBODY =
      timeout -> {
        throw new IllegalStateException("there is no invocation");
      };

  private final Connector connector;
  private final Deadline deadline;
  private final ReentrantLock joining = new ReentrantLock();
  private Group group; // guarded by this; null until it is connected
  private boolean over; // guarded by this

  InvocationGroup(Connector connector, Deadline deadline) {
    this.connector = connector;
    this.deadline = deadline;
  }

  /**
   * Connects by sessions of their own, because the streams are the handler's. The list is in the
   * order of the names, as requests may name the peers in any order. The name has the purpose, so
   * that different handlers never join, and the tag.
   */
  static Connector over(FrelayClient.Builder client, String purpose, Session session, String self) {
    List<String> members = new ArrayList<>(session.peers());
    members.add(self);
    Collections.sort(members);
    String name = purpose.isEmpty() ? session.tag() : purpose + ", tag " + session.tag();
    return timeout -> {
      GroupOptions options = GroupOptions.DEFAULTS.withOperationTimeout(timeout);
      return client.build().join(name, members, timeout, options);
    };
  }

  Group get() throws GroupException, InterruptedException {
    joining.lockInterruptibly();
    try {
      synchronized (this) {
        if (group != null) {
          return group;
        }
      }
      Group joined = connector.join(TimeBudget.withoutMargin(TimeBudget.left(deadline)));
      synchronized (this) {
        if (!over) {
          group = joined;
          return joined;
        }
      }
      joined.close();
      throw new InterruptedException("the invocation is over");
    } finally {
      joining.unlock();
    }
  }

  /** Ends it in good order; a handler that still uses it fails. */
  void end() {
    Group ending;
    synchronized (this) {
      over = true;
      ending = group;
    }
    if (ending != null) {
      ending.close();
    }
  }
}
