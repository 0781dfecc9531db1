package io.frelay.function.runtime;

import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.TraceContext;
import io.frelay.client.WrongSessionException;
import io.frelay.function.PeerStream;
import io.frelay.function.runtime.warm.WarmConnection;
import io.frelay.function.runtime.warm.WarmPool;
import io.frelay.function.runtime.warm.WarmUse;
import io.frelay.function.runtime.warm.Warmth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that goes back to its pool if the invocation ended well. */
final class WarmLink implements Link, PeerStream {
  /** Where it belongs between two uses. */
  record Home(WarmPool pool, WarmPool.Key key, Warmth warmth) {}

  private final WarmConnection connection;
  private final WarmUse use;
  private final WatchedStreams streams;
  private final Home home;
  private final Optional<TraceContext> trace;

  /** Whether it went back to the pool, where another invocation may have it, or was cut. */
  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * @param trace what the peer has said, if it was met for this
   */
  WarmLink(WarmConnection connection, Home home, Optional<TraceContext> trace) {
    this.connection = connection;
    this.home = home;
    this.trace = trace;
    use = connection.begin();
    streams = new WatchedStreams(use.in(), use.out());
  }

  @Override
  public PeerStream stream() {
    return this;
  }

  @Override
  public Optional<TraceContext> trace() {
    return trace;
  }

  @Override
  public InputStream in() {
    return streams.in();
  }

  @Override
  public OutputStream out() {
    return streams.out();
  }

  @Override
  public void finish() throws IOException {
    streams.finish(use::finish);
  }

  @Override
  public PeerIdentity peer() {
    return connection.connection().peer();
  }

  @Override
  public SessionFacts facts() {
    return connection.connection().facts();
  }

  @Override
  public IOException failure() {
    return streams.failure();
  }

  @Override
  public Optional<WrongSessionException> wrongSession() {
    return connection
        .connection()
        .failure()
        .filter(WrongSessionException.class::isInstance)
        .map(WrongSessionException.class::cast);
  }

  @Override
  public boolean isCut() {
    return false; // what is unconfirmed may be the end of its use alone
  }

  @Override
  public void release() {
    if (use.end(home.warmth().patience())
        && streams.failure() == null
        && gone.compareAndSet(false, true)) {
      home.pool().park(home.key(), connection, home.warmth());
    } else {
      connection.close();
    }
  }

  @Override
  public void abort() {
    if (gone.compareAndSet(false, true)) {
      connection.connection().abort();
    }
  }
}
