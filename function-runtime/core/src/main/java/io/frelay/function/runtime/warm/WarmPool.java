package io.frelay.function.runtime.warm;

import io.frelay.client.Deadline;
import io.frelay.client.KeptConnection;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.session.ClockReading;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The connections that nobody uses at the moment, at most one for a key: with two, one end might
 * take the one and the other end the other, and both would wait in vain. Safe for use by several
 * threads.
 */
public final class WarmPool implements AutoCloseable {
  /** Each is a connection at the relay too. */
  static final int MAX_CONNECTIONS = 64;

  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /**
   * Use that a connection is good for.
   *
   * @param credentials under which it was made, compared by identity: secrets that were read again
   *     make connections of their own
   * @param relays at which its session was to be
   * @param purpose of the handler that it was made for; the peer has confirmed it
   */
  public record Key(
      PartyCredentials credentials,
      List<RelayAddress> relays,
      String peer,
      String tag,
      String purpose) {}

  private record Idle(KeptConnection connection, ClockReading since, Duration limit) {
    Duration left(ClockReading now) {
      return limit.minus(now.since(since));
    }
  }

  private final Map<Key, Idle> idle = new LinkedHashMap<>(); // oldest first
  private final Executor threads;
  private final Supplier<ClockReading> clock;
  private boolean sweepDue;
  private boolean closed;

  /**
   * @param threads to close connections in good order, which may take a moment
   */
  public WarmPool(Executor threads) {
    this(threads, ClockReading::now);
  }

  WarmPool(Executor threads, Supplier<ClockReading> clock) {
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * A connection whose peer begins the next use right now; empty if there is none, and the two
   * should meet at the relay.
   *
   * @param until when the invocation ends; half of what is left is kept for the relay
   */
  public Optional<PeerConnection> take(Key key, Warmth warmth, Deadline until)
      throws InterruptedException {
    KeptConnection candidate = remove(key);
    if (candidate == null) {
      return Optional.empty();
    }
    Duration half = until.remaining().dividedBy(2);
    Duration patience = Durations.shorter(warmth.patience(), half);
    Optional<PeerConnection> taken = Optional.empty();
    try {
      if (patience.toMillis() > 0) {
        taken = candidate.next(patience, until);
      }
      return taken;
    } finally {
      if (taken.isEmpty()) {
        threads.execute(candidate::close);
      }
    }
  }

  private synchronized KeptConnection remove(Key key) {
    sweep();
    Idle found = idle.remove(key);
    return found == null ? null : found.connection();
  }

  /** Ends a session and keeps its connection, if its peer can leave it to the next one. */
  public void park(Key key, PeerConnection session, Warmth warmth) {
    Optional<KeptConnection> kept = session.keep();
    if (kept.isPresent()) {
      park(key, kept.get(), warmth);
    } else {
      session.close();
    }
  }

  synchronized void park(Key key, KeptConnection connection, Warmth warmth) {
    if (closed) {
      threads.execute(connection::close);
      return;
    }
    drop(idle.remove(key));
    if (idle.size() == MAX_CONNECTIONS) {
      drop(idle.remove(idle.keySet().iterator().next()));
    }
    idle.put(key, new Idle(connection, clock.get(), warmth.idle()));
    sweepIn(warmth.idle());
  }

  private void drop(Idle former) {
    if (former != null) {
      threads.execute(former.connection()::close);
    }
  }

  /** Closes what has been idle for too long. */
  synchronized void sweep() {
    ClockReading now = clock.get();
    for (Iterator<Idle> each = idle.values().iterator(); each.hasNext(); ) {
      Idle one = each.next();
      if (one.left(now).isNegative() || one.left(now).isZero()) {
        each.remove();
        drop(one);
      }
    }
  }

  private void sweepIn(Duration delay) {
    if (!sweepDue) {
      sweepDue = true;
      CompletableFuture.delayedExecutor(delay.toMillis() + 1, TimeUnit.MILLISECONDS, threads)
          .execute(this::sweepOnTime);
    }
  }

  private synchronized void sweepOnTime() {
    sweepDue = false;
    sweep();
    ClockReading now = clock.get();
    idle.values().stream()
        .map(one -> one.left(now))
        .min(Duration::compareTo)
        .ifPresent(this::sweepIn);
  }

  synchronized int size() {
    return idle.size();
  }

  /** Closes all; what is parked from now on is closed too. */
  @Override
  public void close() {
    CompletableFuture<?>[] all;
    synchronized (this) {
      closed = true;
      all =
          idle.values().stream()
              .map(one -> CompletableFuture.runAsync(one.connection()::close, threads))
              .toArray(CompletableFuture[]::new);
      idle.clear();
    }
    CompletableFuture.allOf(all)
        .completeOnTimeout(null, GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
