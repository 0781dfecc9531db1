package io.frelay.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for programs that take no port 0, or do not say which one they got. */
public final class FreePort {
  private FreePort() {}

  /**
   * One of loopback that nobody listens on now. It is none of those that the system hands out, so
   * that nobody is given it before it is used.
   */
  public static int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(11_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody has it: another one
      }
    }
  }
}
