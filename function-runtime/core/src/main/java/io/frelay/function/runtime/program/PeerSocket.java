package io.frelay.function.runtime.program;

import io.frelay.function.PeerStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A local socket that is a peer to the program: it takes one connection, and carries bytes and the
 * end of either direction between that and the peer's stream.
 *
 * <p>Both have two threads, one for each direction. {@link #programEnded} says that no connection
 * comes any more; what waits to be accepted then is still taken.
 */
final class PeerSocket implements Closeable {
  private static final int PIECE = 64 << 10;

  private final PeerStream peer;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final String address;
  private final Thread outward;
  private Runnable onFailure;
  private volatile boolean ended;
  private volatile boolean isClosed;
  private volatile IOException failure;
  private volatile SocketChannel program;

  private PeerSocket(PeerStream peer, ServerSocketChannel server, String address)
      throws IOException {
    this.peer = peer;
    this.server = server;
    this.address = address;
    selector = Selector.open();
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    outward = thread(this::fromProgram);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "frelay program peer");
    thread.setDaemon(true);
    return thread;
  }

  /** Listens at the file of a unix socket. */
  static PeerSocket unix(PeerStream peer, Path file) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return new PeerSocket(peer, server.bind(UnixDomainSocketAddress.of(file), 1), file.toString());
  }

  /** Listens at a port of 127.0.0.1. */
  static PeerSocket tcp(PeerStream peer) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
    server.bind(new InetSocketAddress(loopback, 0), 1);
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    return new PeerSocket(peer, server, "127.0.0.1:" + port);
  }

  /** The path, or host and port. */
  String address() {
    return address;
  }

  /**
   * Begins to carry.
   *
   * @param stop is called when the peer's stream breaks
   */
  void serve(Runnable stop) {
    onFailure = stop;
    outward.start();
  }

  /**
   * Waits until the peer has been given all that the program wrote.
   *
   * @throws IOException the failure of the peer's stream
   */
  void programEnded() throws IOException, InterruptedException {
    ended = true;
    selector.wakeup();
    outward.join();
    if (failure != null) {
      throw failure;
    }
  }

  private void fromProgram() {
    try (server;
        selector) {
      program = accept();
      server.close(); // one connection
      if (isClosed && program != null) {
        program.close();
      } else if (program != null) {
        thread(this::toProgram).start();
        copyToPeer();
      }
    } catch (IOException e) {
      // The program's socket; it is closed with the program.
    }
  }

  /** Null if the program has ended without a connection. */
  private SocketChannel accept() throws IOException {
    while (true) {
      boolean last = ended;
      SocketChannel accepted = server.accept();
      if (accepted != null) {
        accepted.configureBlocking(true);
        if (accepted.getLocalAddress() instanceof InetSocketAddress) {
          accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return accepted;
      } else if (last) {
        return null;
      }
      selector.select();
      selector.selectedKeys().clear();
    }
  }

  private void copyToPeer() throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    while (program.read(piece) >= 0) {
      try {
        peer.out().write(piece.array(), 0, piece.position());
      } catch (IOException e) {
        broken(e);
        return;
      }
      piece.clear();
    }
    try {
      peer.finish();
    } catch (IOException e) {
      broken(e);
    }
  }

  private void toProgram() {
    byte[] piece = new byte[PIECE];
    try {
      for (int count = fromPeer(piece); count >= 0; count = fromPeer(piece)) {
        ByteBuffer left = ByteBuffer.wrap(piece, 0, count);
        while (left.hasRemaining()) {
          program.write(left);
        }
      }
      if (failure == null) {
        program.shutdownOutput();
      }
    } catch (IOException e) {
      // The program does not want more.
    }
  }

  private int fromPeer(byte[] piece) {
    try {
      return peer.in().read(piece);
    } catch (IOException e) {
      broken(e);
      return -1;
    }
  }

  /**
   * A unix socket knows no reset, so the program would take this for an end: it does not live on.
   * What comes after it has ended is of no concern, unless something of it was still to be sent.
   */
  private void broken(IOException e) {
    if (!ended || Thread.currentThread() == outward) {
      failure = e;
      onFailure.run();
    }
  }

  /** Ends both directions at the program's side. */
  @Override
  public void close() throws IOException {
    ended = true;
    isClosed = true;
    if (outward.getState() == Thread.State.NEW) {
      server.close();
      selector.close();
      return;
    }
    selector.wakeup();
    if (program != null) {
      program.close();
    }
  }
}
