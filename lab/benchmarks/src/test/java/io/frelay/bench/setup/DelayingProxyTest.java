package io.frelay.bench.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A hop is never quicker than it says; how much slower this machine makes it is no matter. */
class DelayingProxyTest {
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);

  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // The test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static DelayingProxy hop(ServerSocket server) throws IOException {
    return DelayingProxy.to(
        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), ROUND_TRIP);
  }

  @Test
  void theFirstAnswerTakesTwoRoundTripsAndTheNextOneEach() throws IOException {
    try (ServerSocket server = echo();
        DelayingProxy hop = hop(server)) {
      long begun = System.nanoTime();
      try (Socket socket = new Socket(hop.address().getAddress(), hop.address().getPort())) {
        for (int roundTrips = 2; roundTrips <= 5; roundTrips++) {
          socket.getOutputStream().write(roundTrips);
          assertThat(socket.getInputStream().read()).isEqualTo(roundTrips);
          assertThat(System.nanoTime() - begun)
              .isGreaterThanOrEqualTo(roundTrips * ROUND_TRIP.toNanos());
        }
      }
    }
  }

  @Test
  void bytesArriveInOrderAndTheEndBehindThem() throws IOException {
    byte[] sent = new byte[300_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i / 7);
    }
    try (ServerSocket server = echo();
        DelayingProxy hop = hop(server);
        Socket socket = new Socket(hop.address().getAddress(), hop.address().getPort())) {
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
    }
  }

  @Test
  void aTargetThatRefusesEndsTheConnection() throws IOException {
    int nobody;
    try (ServerSocket server = echo()) {
      nobody = server.getLocalPort();
    }
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody);
    try (DelayingProxy hop = DelayingProxy.to(target, ROUND_TRIP);
        Socket socket = new Socket(hop.address().getAddress(), hop.address().getPort())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
