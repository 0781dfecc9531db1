package io.frelay.client;

import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.transport.PeerTransport;
import io.frelay.client.internal.transport.PeerWatch;
import io.frelay.client.internal.transport.RawTransport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream to the peer and one from it, encrypted and authenticated end to end.
 *
 * <p>If both sides are capable of it ({@link FrelayClient.Builder#resumption}) the stream survives
 * the loss of its connection: the session is taken up again over another one, nothing is lost and
 * nothing comes twice, and reads and writes just take longer. If that does not succeed they fail
 * with {@link SessionLostException} or {@link PeerRestartedException}.
 *
 * <p>Threads: one may read while another writes; {@link #shutdownOutput}, {@link #close} and {@link
 * #abort} may be called from any. Interrupting a thread that is blocked in a read or write ends the
 * whole connection.
 *
 * <p>Ends: {@link #shutdownOutput} ends the own direction while the other flows on, and a read then
 * returns -1 once the peer does the same. A stream that ends in any other way gives {@link
 * TruncatedStreamException} or another {@link IOException}, never -1. With TLS 1.2, which only a
 * foreign peer brings, the peer's end also ends the own direction: writing then fails.
 *
 * <p>If the relay has joined it with another session of the same parties, the first read, a write
 * or {@link #shutdownOutput} fails with {@link WrongSessionException}, and nothing was given out at
 * either end.
 *
 * <p>If the peer's certificate comes onto {@code USER_CRL}, and that is in a file, reads and writes
 * fail within seconds with {@link PeerRevokedException}, and the peer sees no clean end. So it is
 * when that certificate expires, with {@link PeerExpiredException}.
 */
public final class PeerConnection implements Closeable {
  /**
   * Time that {@link #close} waits for the peer to end too. A socket that is closed while data is
   * still coming in answers with a reset, which can destroy data on its way to the peer.
   */
  public static final Duration LINGER = Duration.ofSeconds(2);

  private final PeerTransport transport;
  private final PeerIdentity peer;
  private final SessionFacts facts;
  private final Optional<TraceContext> trace;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean kept;
  private volatile ClientSessions owner; // null of a direct connection
  private final SessionStreams streams;

  PeerConnection(PeerTransport transport, EstablishedConnection first) {
    this(transport, first.peer(), first.facts(), first.trace());
  }

  PeerConnection(
      PeerTransport transport,
      PeerIdentity peer,
      SessionFacts facts,
      Optional<TraceContext> trace) {
    this.transport = transport;
    this.peer = peer;
    this.facts = facts;
    this.trace = trace;
    streams = new SessionStreams(this, transport, peer.name());
  }

  /** The stream is the end-to-end TLS itself. */
  static PeerConnection raw(EstablishedConnection met, PeerWatch watch) {
    RawTransport transport = new RawTransport(met);
    watch.add(transport);
    return new PeerConnection(transport, met);
  }

  /** Has a client close it at the latest when that is closed; false if it is already. */
  boolean ownedBy(ClientSessions client) {
    owner = client;
    return client == null || client.own(this);
  }

  /** Returns the stream of what the peer sends. Closing it closes the connection. */
  public InputStream in() {
    return streams.in();
  }

  /**
   * Returns the stream of what the peer is to receive. Each write is sent at once, so put a {@link
   * java.io.BufferedOutputStream} around it for small pieces. Only after 256 KiB without a pause of
   * 1 ms do the last bytes of a write, up to 64 KiB, wait for the next write, for about 1 ms at
   * most, if the session survives its connection. Closing it is {@link #shutdownOutput}.
   */
  public OutputStream out() {
    return streams.out();
  }

  /** The stream as messages of at most {@link Messages#DEFAULT_MAX_BYTES}. */
  public Messages messages() {
    return messages(Messages.DEFAULT_MAX_BYTES);
  }

  /** The stream as messages of at most {@code maxBytes} each; use either this or the streams. */
  public Messages messages(int maxBytes) {
    return new Messages(in(), out(), maxBytes);
  }

  /**
   * Returns the stream of a name, beside others over the same session. Both programs name the same
   * stream and so meet, in any order. Opening one has a few bytes sent and waits for nothing,
   * neither for the peer nor for a connection that is lost. A stream that nobody reads stops only
   * who writes to it.
   *
   * <p>A session has either named streams or {@link #in} and {@link #out}, at both ends; else both
   * programs get an error. At most 64 streams can be open at a time. The same name means the same
   * stream until both sides have ended it; then it means a new one.
   *
   * @param name 1 to 255 bytes in UTF-8
   * @throws IllegalArgumentException if it cannot be a name
   * @throws IllegalStateException if 64 streams are open, or the session's own streams are used
   * @throws IOException if the peer's client does not know named streams or sessions do not survive
   *     their connections, or if the session is over
   */
  public NamedStream stream(String name) throws IOException {
    return streams.named(name);
  }

  public PeerIdentity peer() {
    return peer;
  }

  /** Returns how its first connection came about. */
  public SessionFacts facts() {
    return facts;
  }

  /**
   * The trace that the peer's work is part of, if it was the TLS client and has said so ({@link
   * FrelayClient.Builder#trace}). It is the peer's word, as all that it sends.
   */
  public Optional<TraceContext> trace() {
    return trace;
  }

  /** Returns how far the stream is; empty if it does not survive its connection. */
  public Optional<SessionCounts> counts() {
    return transport.counts();
  }

  /**
   * Returns what writes fail with from now on, if the session has ended otherwise than by being
   * closed here: for who waits for something else to write, and has read the peer's stream to its
   * end. It takes a second or so to show; of a session that does not survive its connection it
   * shows only if the peer was revoked, for a peer that has ended its direction need not say any
   * more.
   *
   * <p>Of a closed one only a {@link WrongSessionException} is left: who has not read may learn it
   * by closing alone.
   */
  public Optional<IOException> failure() {
    return streams.failure().or(transport::failure);
  }

  /**
   * Bounds each read from now on by a duration of its own, as {@link java.net.Socket#setSoTimeout}
   * does; zero lifts the bound. A read that takes longer fails with {@link
   * java.net.SocketTimeoutException} and can be repeated.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public void readTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout is negative");
    }
    streams.readTimeout(timeout);
  }

  /**
   * Bounds all reads from now on by one deadline; null lifts the bound. It takes the place of a
   * {@link #readTimeout}. A read that is too late fails with {@link
   * java.net.SocketTimeoutException} and can be repeated.
   */
  public void readDeadline(Deadline deadline) {
    streams.readDeadline(deadline);
  }

  /**
   * Ends the own direction after all that was written; the peer's flows on. Idempotent. Of a
   * session that does not survive its connection it waits for the peer's word on which session it
   * means, which comes within a round trip of the beginning. Of a session with named streams it
   * ends the own direction of each.
   */
  public void shutdownOutput() throws IOException {
    streams.shutdownOutput();
  }

  /**
   * Waits until the peer's application has taken all that was written, and, behind {@link
   * #shutdownOutput}, the end as well: then it has come back for more after the last bytes, and so
   * was done with them. Of a session that does not survive its connection nothing is confirmed, and
   * this returns at once. Of one with named streams it is the peer's client that confirms, which
   * holds what its application has not taken.
   *
   * @throws IOException if the session ends without that, as when the peer {@linkplain #abort
   *     aborts} it
   */
  public void awaitConfirmation() throws IOException {
    streams.awaitConfirmation();
  }

  /**
   * Ends both directions without losing what was written: says so to the peer, throws away what the
   * peer still sends until it ends too, for at most {@link #LINGER}, and closes the socket. It is
   * quick if the peer closes as well. A thread that is blocked in a read or write is released at
   * the latest then. Called again it does nothing.
   *
   * <p>If the connection is just lost and something was written that the peer has not confirmed, it
   * waits for the session to be taken up again, as long as {@link Resumption#reconnectTimeout}
   * allows. And if the peer has all but may not have heard of what we have confirmed, a thread
   * stays for it when this returns, for as long.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      streams.closeNamed(LINGER);
      transport.close();
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  /**
   * Ends both directions as {@link #close} does, without waiting but for room for the ends of named
   * streams, and keeps the connection for the next session with the same peer. Both sides must have
   * offered {@link Resumption#REUSE_PROTOCOL}. The client closes it at the latest when that is
   * closed.
   *
   * @return empty if that is impossible: then it is to be closed
   */
  public Optional<KeptConnection> keep() {
    if (closed.get()) {
      return Optional.empty();
    }
    if (!streams.endNamed(LINGER) || !transport.keep()) {
      return Optional.empty();
    }
    streams.abortNamed();
    KeptConnection connection = new KeptConnection(transport, peer, facts, owner);
    if (owner != null && !owner.own(connection)) {
      return Optional.empty(); // the client was closed just now
    }
    kept = true;
    closed.set(true);
    return Optional.of(connection);
  }

  /**
   * Ends it at once, from any thread; what is on its way may be lost. One that is {@linkplain #keep
   * kept} is not touched.
   */
  public void abort() {
    closed.set(true);
    streams.abortNamed();
    if (!kept) {
      transport.abort();
    }
  }
}
