package io.frelay.client;

import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The end-to-end TLS and nothing inside it: the stream lives as long as its connection. */
final class RawTransport implements Transport {
  private final Wire wire;
  private final TlsStream tls;
  private final String peer;
  private volatile boolean closed;

  RawTransport(Wire wire, TlsStream tls, String peer) {
    this.wire = wire;
    this.tls = tls;
    this.peer = peer;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return tls.read(bytes, offset, length);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
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
