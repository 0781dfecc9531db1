package io.frelay.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The end-to-end TLS and nothing inside it: the stream lives as long as its connection. */
final class RawTransport implements Transport, RevocationWatch.Session {
  private final Wire wire;
  private final TlsStream tls;
  private final String peer;
  private volatile boolean closed;
  private volatile PeerRevokedException revoked;

  RawTransport(Wire wire, TlsStream tls, String peer) {
    this.wire = wire;
    this.tls = tls;
    this.peer = peer;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    requireTrusted();
    try {
      return tls.read(bytes, offset, length);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireTrusted();
    try {
      tls.write(bytes, offset, length);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public void boundReads(Deadline deadline) {
    wire.boundReads(deadline);
  }

  @Override
  public void finish() throws IOException {
    requireTrusted();
    try {
      tls.closeOutput();
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    Farewell.say(wire, tls, Deadline.in(PeerConnection.LINGER));
  }

  @Override
  public void abort() {
    closed = true;
    wire.close();
  }

  @Override
  public List<X509Certificate> shown() {
    return closed || revoked != null ? List.of() : tls.peerChain();
  }

  /** A close_notify would pass for an end of data: the peer is to see that it is cut off. */
  @Override
  public void revoked(Path list) {
    revoked = new PeerRevokedException(peer, list);
    wire.close();
  }

  /** Also of what has been read ahead. */
  private void requireTrusted() throws IOException {
    if (revoked != null) {
      throw explained(revoked);
    }
  }

  @Override
  public Optional<IOException> failure() {
    return closed ? Optional.empty() : Optional.ofNullable(revoked);
  }

  @Override
  public Optional<SessionCounts> counts() {
    return Optional.empty();
  }

  /** What reads and writes of a connection fail with that our own side has closed. */
  static IOException closedHere(String peer) {
    return new IOException("the connection to party " + peer + " was closed here");
  }

  private IOException explained(IOException failure) {
    if (closed) {
      return closedHere(peer);
    }
    if (revoked != null) {
      return revoked;
    }
    if (failure instanceof SSLException tlsFailure) {
      return EndToEnd.failure(peer, tlsFailure);
    }
    if (failure instanceof TruncatedStreamException) {
      return failure;
    }
    return new IOException(
        "the connection to party " + peer + " broke: " + failure.getMessage(), failure);
  }
}
