package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.function.FunctionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;

/**
 * Connects all peers of one invocation at the same time: all of them, or none and the first
 * failure.
 */
final class Gathering {
  /** Connects one peer. */
  interface Connector {
    Link connect(String peer, Deadline deadline) throws FrelayException, InterruptedException;
  }

  private final Connector connector;
  private final Deadline deadline;
  private final Map<String, Link> connected = new LinkedHashMap<>();
  private boolean over;

  private Gathering(Connector connector, Deadline deadline) {
    this.connector = connector;
    this.deadline = deadline;
  }

  /**
   * Connects them.
   *
   * @return the peers in the order given
   * @throws FunctionException that says which peer failed and why
   */
  static Map<String, Link> of(List<String> peers, Connector connector, Deadline deadline)
      throws FunctionException, InterruptedException {
    Gathering gathering = new Gathering(connector, deadline);
    boolean complete = false;
    try {
      if (peers.size() == 1) {
        gathering.connect(peers.get(0)); // no thread for the usual case
      } else {
        gathering.connectAll(peers);
      }
      complete = true;
      Map<String, Link> ordered = new LinkedHashMap<>();
      peers.forEach(peer -> ordered.put(peer, gathering.connected.get(peer)));
      return ordered;
    } finally {
      if (!complete) {
        gathering.giveUp();
      }
    }
  }

  private void connectAll(List<String> peers) throws FunctionException, InterruptedException {
    CompletionService<Void> attempts = new ExecutorCompletionService<>(BlockingCalls.THREADS);
    List<Future<Void>> all =
        peers.stream().map(peer -> attempts.submit(() -> connect(peer))).toList();
    try {
      for (int done = 0; done < all.size(); done++) {
        attempts.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FunctionException failure) {
        throw failure;
      }
      throw new IllegalStateException("connecting failed in an unforeseen way", e.getCause());
    } finally {
      all.forEach(attempt -> attempt.cancel(true)); // ends connecting promptly
    }
  }

  private Void connect(String peer) throws FunctionException, InterruptedException {
    try {
      add(peer, connector.connect(peer, deadline));
      return null;
    } catch (FrelayException e) {
      throw Failures.connecting(peer, e);
    }
  }

  /** An attempt that is through just when another has failed is nobody's any more. */
  private void add(String peer, Link link) {
    synchronized (connected) {
      if (!over) {
        connected.put(peer, link);
        return;
      }
    }
    link.abort();
  }

  private void giveUp() {
    synchronized (connected) {
      over = true;
      connected.values().forEach(Link::abort);
    }
  }
}
