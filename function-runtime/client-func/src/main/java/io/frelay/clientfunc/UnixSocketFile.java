package io.frelay.clientfunc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a unix socket that is listened on. */
final class UnixSocketFile {
  private UnixSocketFile() {}

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
      throw new IOException("there is a file that is no socket");
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    } catch (ConnectException e) {
      return; // nobody listens
    }
    throw new IOException("another process listens there");
  }
}
