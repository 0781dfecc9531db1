package io.frelay.client;

import io.frelay.client.internal.dial.Cancellation;
import io.frelay.client.internal.dial.DialOptions;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.client.internal.transport.PeerWatch;
import io.frelay.client.internal.transport.ResumableTransport;
import io.frelay.client.internal.transport.SessionRuntime;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;

/**
 * Sessions of one client: opens them, and ends them all with the client. Safe for use by several
 * threads.
 */
final class ClientSessions {
  private final List<RelayAddress> relays;
  private final CredentialsSource credentials;
  private final DialOptions options;
  private final Optional<Resumption> resumption;
  private final ClientRuntime runtime;
  private final SessionRuntime threads;

  /** Calls that connect; guarded by this, as the next two. */
  private final Set<Cancellation> connecting = new HashSet<>();

  /** Weak, so that a connection that was never closed is not kept for this. */
  private final Set<Closeable> standing = Collections.newSetFromMap(new WeakHashMap<>());

  private boolean closed;

  /**
   * @param resumption empty if sessions end with their connections
   */
  ClientSessions(
      List<RelayAddress> relays,
      CredentialsSource credentials,
      DialOptions options,
      Optional<Resumption> resumption,
      ClientRuntime runtime) {
    this.relays = relays;
    this.credentials = credentials;
    this.options = options;
    this.resumption = resumption;
    this.runtime = runtime;
    threads = runtime.sessions().share();
  }

  /** See {@link FrelayClient#connect(String, String, String, Duration)}. */
  PeerConnection connect(SessionBinding session, Duration timeout)
      throws FrelayException, InterruptedException {
    PartyCredentials current = current(session);
    Cancellation call = new Cancellation();
    RelayConnector connector =
        new RelayConnector(relays, current.identity(), options, session, runtime.dialing(), call);
    begin(call);
    try {
      EstablishedConnection met = connector.first(timeout);
      PeerConnection connection = begin(met, connector, current.watch());
      if (!connection.ownedBy(this)) {
        connection.abort();
        throw new ClientClosedException(null);
      }
      prepareNext(connector, met);
      return connection;
    } finally {
      end(call);
    }
  }

  private synchronized void prepareNext(RelayConnector connector, EstablishedConnection met) {
    if (!closed) {
      connector.prepareNext(met, this);
    }
  }

  private PartyCredentials current(SessionBinding session) throws CredentialsException {
    PartyCredentials current = credentials.current();
    if (!current.party().equals(session.party()) || !current.user().equals(session.user())) {
      throw new CredentialsException("the credentials are now those of another party", null);
    }
    return current;
  }

  private PeerConnection begin(
      EstablishedConnection met, RelayConnector connector, PeerWatch watch) {
    return met.isResumable()
        ? new PeerConnection(
            ResumableTransport.begin(met, resumption.orElseThrow(), connector, threads, watch), met)
        : PeerConnection.raw(met, watch);
  }

  private synchronized void begin(Cancellation call) throws ClientClosedException {
    if (closed) {
      throw new ClientClosedException(null);
    }
    connecting.add(call);
  }

  private synchronized void end(Cancellation call) {
    connecting.remove(call);
  }

  /**
   * Has a connection closed with the client at the latest. Returns false if the client is closed.
   */
  synchronized boolean own(Closeable connection) {
    return !closed && standing.add(connection);
  }

  /** Cancels all calls and closes all connections, all at a time. */
  void close() {
    List<Closeable> left;
    synchronized (this) {
      closed = true;
      connecting.forEach(Cancellation::cancel);
      left = new ArrayList<>(standing);
      standing.clear();
    }
    runtime.dialing().prepared().close(this);
    CompletableFuture.allOf(
            left.stream()
                .map(each -> CompletableFuture.runAsync(() -> close(each), threads.background()))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static void close(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) { // declared, but neither kind of connection throws it
      throw new UncheckedIOException(e);
    }
  }

  void abortAll() {
    runtime.abortAll(threads);
  }
}
