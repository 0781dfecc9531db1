package io.frelay.client;

import io.frelay.client.internal.dial.DialOptions;
import io.frelay.client.internal.dial.SetupTimer;
import io.frelay.client.internal.net.ListeningSocket;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.protocol.Role;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/**
 * The listening side of {@link DirectConnection}. Several threads may accept; {@link #close} ends
 * their waiting, and so does an interrupt, which closes the listener.
 */
public final class DirectListener implements Closeable {
  private static final int BACKLOG = 128;

  private final ServerSocketChannel channel;
  private final PartyCredentials credentials;

  /**
   * Listens.
   *
   * @param address port 0 takes one that is free
   * @throws IOException if the address is not to be had
   */
  public DirectListener(RelayAddress address, PartyCredentials credentials) throws IOException {
    this.credentials = credentials;
    try {
      channel = ListeningSocket.open(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return channel.socket().getLocalPort();
  }

  /**
   * Waits for the next connection and shakes hands.
   *
   * @throws PeerTimeoutException if nobody connects in time
   * @throws FrelayException if whoever connects is not the peer; accepting again is possible
   */
  public PeerConnection accept(String peer, Duration timeout)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    long started = System.nanoTime();
    try {
      Socket socket = acceptSocket(peer, timeout, deadline);
      Deadline handshake = deadline.orIn(DialOptions.HANDSHAKE_TIMEOUT);
      DirectConnection.Attempt only =
          new DirectConnection.Attempt(Role.SERVER, new SetupTimer(started), 1);
      return PeerConnection.raw(
          DirectConnection.secure(
              new TcpConnection(socket, handshake), credentials, peer, handshake, only),
          credentials.watch());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for party " + peer);
      }
      throw e;
    }
  }

  private Socket acceptSocket(String peer, Duration timeout, Deadline deadline) throws IOException {
    synchronized (channel) { // the timeout belongs to the socket, not to the call
      channel.socket().setSoTimeout(deadline.remainingMillis());
    }
    try {
      return channel.socket().accept();
    } catch (SocketTimeoutException e) {
      throw new PeerTimeoutException(
          "party %s did not connect to port %d within %s; check that it is running"
              .formatted(peer, port(), Deadline.text(timeout)),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
