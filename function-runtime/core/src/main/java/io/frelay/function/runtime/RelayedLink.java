package io.frelay.function.runtime;

import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.TraceContext;
import io.frelay.client.WrongSessionException;
import io.frelay.function.PeerStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** A session that lasts as long as its invocation; its connection may serve the next one. */
final class RelayedLink implements Link, PeerStream {
  private final PeerConnection connection;
  private final FirstFailure failure = new FirstFailure();
  private final WatchedStreams streams;
  private final Consumer<PeerConnection> ending;

  RelayedLink(PeerConnection connection) {
    this(connection, PeerConnection::close);
  }

  /**
   * @param ending for a session whose invocation ended well, instead of closing it
   */
  RelayedLink(PeerConnection connection, Consumer<PeerConnection> ending) {
    this.connection = connection;
    this.ending = ending;
    streams = new WatchedStreams(connection.in(), connection.out(), failure);
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
  public InputStream in() {
    return streams.in();
  }

  @Override
  public OutputStream out() {
    return streams.out();
  }

  @Override
  public PeerStream stream(String name) throws IOException {
    try {
      return new NamedLinkStream(this, connection.stream(name), failure);
    } catch (IOException e) {
      connection.failure().ifPresent(failure::noted);
      throw e;
    }
  }

  @Override
  public void finish() throws IOException {
    streams.finish(connection::shutdownOutput);
  }

  @Override
  public PeerIdentity peer() {
    return connection.peer();
  }

  @Override
  public SessionFacts facts() {
    return connection.facts();
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
