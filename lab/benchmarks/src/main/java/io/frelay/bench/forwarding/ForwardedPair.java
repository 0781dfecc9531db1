package io.frelay.bench.forwarding;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Two connections whose bytes arrive at each other; blocking, without delay.
 *
 * @param left the TLS client, and the one that sends
 * @param right the TLS server, and the one that receives
 */
record ForwardedPair(SocketChannel left, SocketChannel right) implements AutoCloseable {
  /** Closes without an exception, where a failure has been reported already. */
  void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // The failure that led here says more.
    }
  }

  @Override
  public void close() throws IOException {
    left.close();
    right.close();
  }
}
