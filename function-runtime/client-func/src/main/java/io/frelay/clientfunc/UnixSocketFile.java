package io.frelay.clientfunc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** The file of a unix socket that is listened on. */
final class UnixSocketFile {
  /** For finding out whether somebody listens. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private UnixSocketFile() {}

  /**
   * Connects. The kernel lets this wait without end while the queue of the one that listens is
   * full.
   *
   * @throws SocketTimeoutException if it is not accepted within {@code timeout}
   */
  static SocketChannel connect(Path path, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Thread limit = Threads.daemon(() -> closeLater(channel, timeout));
    limit.start();
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (AsynchronousCloseException e) {
      throw late(timeout);
    } catch (IOException e) {
      channel.close();
      throw e;
    } finally {
      end(limit);
    }
    if (!channel.isOpen()) {
      throw late(timeout);
    }
    return channel;
  }

  private static void closeLater(SocketChannel channel, Duration timeout) {
    try {
      Thread.sleep(timeout.toMillis());
      channel.close();
    } catch (InterruptedException e) {
      // It is connected, or refused.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Thread limit) {
    limit.interrupt();
    try {
      limit.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // for whoever uses the channel
    }
  }

  private static SocketTimeoutException late(Duration timeout) {
    return new SocketTimeoutException("not accepted within " + Figures.seconds(timeout));
  }

  /**
   * Listens at a path that nobody else listens at. What a process has left there that ended without
   * cleaning up is replaced. From its first moment the file is its owner's alone: it comes about in
   * a folder that nobody else may enter. It is removed when the process ends.
   */
  static ServerSocketChannel listen(Path path, int backlog) throws IOException {
    requireFree(path);
    Path folder = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".s");
    Path file = folder.resolve("s");
    try {
      ServerSocketChannel server = listenIn(file, backlog);
      try {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        server.close();
        throw e;
      }
      path.toFile().deleteOnExit();
      return server;
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static ServerSocketChannel listenIn(Path file, int backlog) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return server.bind(UnixDomainSocketAddress.of(file), backlog);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static void requireFree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, "*", LinkOption.NOFOLLOW_LINKS).get("isOther").equals(true)) {
      throw new IOException("a file exists there that is not a socket");
    }
    try {
      connect(path, LOOK).close();
    } catch (ConnectException e) {
      return; // nobody listens
    } catch (SocketTimeoutException e) {
      // It listens, and accepts nobody for now.
    }
    throw new IOException("another process listens there");
  }
}
