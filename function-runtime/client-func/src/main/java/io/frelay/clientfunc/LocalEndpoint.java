package io.frelay.clientfunc;

import io.frelay.client.Deadline;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.dial.Dialer;
import io.frelay.client.internal.net.ListeningSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Address of a local listener: an address and port, or the file of a unix socket. */
sealed interface LocalEndpoint {
  /** As the command line names a unix socket. */
  String UNIX = "unix:";

  /** Longest that a service may take to accept a connection. */
  Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Connections that may wait to be accepted. */
  int BACKLOG = 128;

  /** Connects to what listens there, within {@code timeout}. */
  SocketChannel connect(Duration timeout) throws IOException;

  /** Listens there. */
  ServerSocketChannel listen() throws IOException;

  /** A TCP port; 0 is any that is free. */
  record Tcp(RelayAddress address) implements LocalEndpoint {
    @Override
    public SocketChannel connect(Duration timeout) throws IOException {
      return Dialer.connect(address, timeout);
    }

    @Override
    public ServerSocketChannel listen() throws IOException {
      return ListeningSocket.open(address, BACKLOG);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** The file of a unix socket. */
  record Unix(Path path) implements LocalEndpoint {
    @Override
    public SocketChannel connect(Duration timeout) throws IOException {
      return UnixSocketFile.connect(path, timeout);
    }

    @Override
    public ServerSocketChannel listen() throws IOException {
      return UnixSocketFile.listen(path, BACKLOG);
    }

    @Override
    public String toString() {
      return UNIX + path;
    }
  }

  /** A service that may start later: connecting to it waits for that. */
  record Awaited(LocalEndpoint service, Duration startTimeout) implements LocalEndpoint {
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Override
    public SocketChannel connect(Duration timeout) throws IOException {
      Deadline deadline = Deadline.in(startTimeout);
      while (true) {
        try {
          SocketChannel channel = service.connect(timeout);
          if (!isConnectedToItself(channel)) {
            return channel;
          }
          channel.close();
        } catch (SocketException e) { // refused, or no such file
          if (deadline.remaining().compareTo(PAUSE) < 0) {
            throw e;
          }
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          throw new ClosedByInterruptException();
        }
      }
    }

    /** TCP does that, if the port it picks for this end happens to be the one that is dialled. */
    private static boolean isConnectedToItself(SocketChannel channel) throws IOException {
      return channel.getRemoteAddress().equals(channel.getLocalAddress());
    }

    @Override
    public ServerSocketChannel listen() throws IOException {
      return service.listen();
    }

    @Override
    public String toString() {
      return service.toString();
    }
  }

  /** {@code host:port}, or {@code unix:} and a path. */
  static LocalEndpoint service(String text) throws UsageException {
    try {
      Optional<LocalEndpoint> unix = unix(text);
      return unix.isPresent() ? unix.get() : new Tcp(RelayAddress.parse(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** A port of the address, or {@code unix:} and a path. */
  static LocalEndpoint toListen(String text, InetAddress address) throws UsageException {
    Optional<LocalEndpoint> unix = unix(text);
    if (unix.isPresent()) {
      return unix.get();
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new UsageException(
          "'" + text + "' is not a port from 0 to 65535, and not " + UNIX + " and a path");
    }
    return new Tcp(new RelayAddress(address.getHostAddress(), Integer.parseInt(text)));
  }

  private static Optional<LocalEndpoint> unix(String text) throws UsageException {
    if (!text.startsWith(UNIX)) {
      return Optional.empty();
    }
    if (text.length() == UNIX.length()) {
      throw new UsageException("'" + text + "' has no path behind it");
    }
    return Optional.of(new Unix(Path.of(text.substring(UNIX.length()))));
  }
}
