package io.frelay.function.runtime;

import io.frelay.client.PeerConnection;
import io.frelay.client.TraceContext;
import io.frelay.client.WrongSessionException;
import io.frelay.function.PeerStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A session that lasts as long as its invocation; its connection may serve the next one. */
final class RelayedLink extends WatchedStream implements Link {
  private final PeerConnection connection;
  private final Consumer<PeerConnection> ending;

  RelayedLink(PeerConnection connection) {
    this(connection, PeerConnection::close);
  }

  /**
   * @param ending for a session whose invocation ended well, instead of closing it
   */
  RelayedLink(PeerConnection connection, Consumer<PeerConnection> ending) {
    super(connection, new FirstFailure());
    this.connection = connection;
    this.ending = ending;
  }

  @Override
  public PeerStream stream() {
    return this;
  }

  @Override
  public Optional<TraceContext> trace() {
    return connection.trace();
  }

  @Override
  public PeerStream stream(String name) throws IOException {
    try {
      return new WatchedStream(connection, connection.stream(name), failure);
    } catch (IOException e) {
      connection.failure().ifPresent(failure::noted);
      throw e;
    }
  }

  @Override
  public IOException failure() {
    return failure.get();
  }

  @Override
  public Optional<WrongSessionException> wrongSession() {
    return connection
        .failure()
        .filter(WrongSessionException.class::isInstance)
        .map(WrongSessionException.class::cast);
  }

  @Override
  public boolean isCut() {
    return connection.counts().stream().anyMatch(each -> each.confirmed() < each.sent());
  }

  @Override
  public void release() {
    if (failure.get() == null) {
      ending.accept(connection);
    } else {
      connection.close();
    }
  }

  @Override
  public void abort() {
    connection.abort();
  }
}
