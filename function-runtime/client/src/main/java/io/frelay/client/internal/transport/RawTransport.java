package io.frelay.client.internal.transport;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerExpiredException;
import io.frelay.client.PeerRevokedException;
import io.frelay.client.SessionCounts;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.tls.EndToEnd;
import io.frelay.client.internal.tls.GracefulClose;
import io.frelay.client.internal.tls.PeerInput;
import io.frelay.client.internal.tls.TlsStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The end-to-end TLS and nothing inside it: the stream lives as long as its connection. */
public final class RawTransport implements PeerTransport, StandingSessions.Session {
  private final TcpConnection tcp;
  private final TlsStream tls;
  private final PeerInput in;
  private final String peer;
  private final Instant validUntil;
  private volatile boolean closed;

  /** Why nothing more goes either way, although the connection would carry it. */
  private volatile FrelayException ended;

  public RawTransport(EstablishedConnection met) {
    tcp = met.tcp();
    tls = met.tls();
    in = met.in();
    peer = met.peer().name();
    validUntil = ExpiryWatch.validUntil(tls.peerChain());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    requireStanding();
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      throw endedBy(e);
    }
  }

  private IOException endedBy(IOException failure) {
    if (failure instanceof WrongSessionException e && ended == null) {
      ended = e;
      GracefulClose.close(
          tcp, tls, Deadline.in(GracefulClose.BRIEF)); // the peer is to find out too
    }
    return explained(failure);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireStanding();
    try {
      in.confirmIfThere(); // who only writes would not hear of it
      tls.write(bytes, offset, length);
    } catch (IOException e) {
      throw endedBy(e);
    }
  }

  @Override
  public void readDeadline(Deadline deadline) {
    tcp.boundReads(deadline);
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireStanding();
    try {
      confirm();
      tls.closeOutput();
    } catch (IOException e) {
      throw endedBy(e);
    }
  }

  /** The peer says it first of all, so it is here within a round trip of the beginning. */
  private void confirm() throws IOException {
    try {
      in.confirm();
    } catch (SocketTimeoutException e) {
      // Reads are bounded, and their time is over: the next one finds out.
    }
  }

  /** Nothing confirms anything here. */
  @Override
  public void awaitConfirmation() throws IOException {
    requireStanding();
  }

  @Override
  public void close() {
    closed = true;
    GracefulClose.close(tcp, tls, Deadline.in(PeerConnection.LINGER), this::confirmAtClose);
  }

  /** For {@link #failure}: who only writes, and closes at once, has had no other chance. */
  private void confirmAtClose(Deadline deadline) throws IOException, InterruptedException {
    try {
      in.confirm(deadline);
    } catch (WrongSessionException e) {
      ended = e;
    }
  }

  @Override
  public void abort() {
    closed = true;
    tcp.close();
  }

  @Override
  public List<X509Certificate> shown() {
    return closed || ended != null ? List.of() : tls.peerChain();
  }

  @Override
  public Instant validUntil() {
    return validUntil;
  }

  @Override
  public void revoked(Path list) {
    cutOff(new PeerRevokedException(peer, list));
  }

  @Override
  public void expired(Instant end) {
    cutOff(new PeerExpiredException(peer, end));
  }

  /** A close_notify would pass for an end of data: the peer is to see that it is cut off. */
  private void cutOff(FrelayException why) {
    ended = why;
    tcp.close();
  }

  /** Also of what has been read ahead. */
  private void requireStanding() throws IOException {
    if (ended != null) {
      throw explained(ended);
    }
  }

  @Override
  public Optional<IOException> failure() {
    return closed && !(ended instanceof WrongSessionException)
        ? Optional.empty()
        : Optional.ofNullable(ended);
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.empty();
  }

  /** Failure of reads and writes after our own side has closed the connection. */
  static IOException closedHere(String peer) {
    return new ConnectionClosedException(peer);
  }

  private IOException explained(IOException failure) {
    if (closed) {
      return closedHere(peer);
    }
    if (ended != null) {
      return ended;
    }
    if (failure instanceof SSLException tlsFailure) {
      return EndToEnd.failure(peer, tlsFailure);
    }
    if (failure instanceof TruncatedStreamException || failure instanceof SocketTimeoutException) {
      return failure;
    }
    return new IOException(
        "the connection to party " + peer + " broke: " + failure.getMessage(), failure);
  }
}
