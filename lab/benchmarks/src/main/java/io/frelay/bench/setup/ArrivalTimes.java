package io.frelay.bench.setup;

import io.frelay.client.DirectConnection;
import io.frelay.client.DirectListener;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Our client on both sides, each behind a hop of its own, and how long it takes them to meet. */
final class ArrivalTimes implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PartyCredentials one;
  private final PartyCredentials other;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "party");
            thread.setDaemon(true);
            return thread;
          });
  private int meetings;

  ArrivalTimes(PartyCredentials one, PartyCredentials other) {
    this.one = one;
    this.other = other;
  }

  /**
   * In milliseconds from the second arrival's call.
   *
   * @param secondUp until it may send its first end-to-end byte
   * @param secondByte until it has received its peer's first
   * @param firstUp until the first arrival may send
   * @param firstByte until that has received
   */
  record Times(double secondUp, double secondByte, double firstUp, double firstByte) {}

  private record Ends(long up, long firstByte) {}

  /** The first arrival waits already when the second one starts. */
  Times second(InetSocketAddress relay, int version, Duration roundTrip) throws Exception {
    return meet(relay, version, roundTrip, true);
  }

  /** Both start at the same moment. */
  Times together(InetSocketAddress relay, int version, Duration roundTrip) throws Exception {
    return meet(relay, version, roundTrip, false);
  }

  private Times meet(InetSocketAddress relay, int version, Duration roundTrip, boolean waits)
      throws Exception {
    try (DelayingProxy near = DelayingProxy.to(relay, roundTrip);
        DelayingProxy far = DelayingProxy.to(relay, roundTrip)) {
      FrelayClient.Builder options =
          FrelayClient.builder().highestVersion(version).preparedConnections(0);
      try (FrelayClient atNear = client(options, one, near);
          FrelayClient atFar = client(options, other, far)) {
        return meet(atNear, atFar, roundTrip, waits);
      }
    }
  }

  /** The first arrival waits already, and both have met before and prepared a connection each. */
  Times prepared(InetSocketAddress relay, Duration roundTrip) throws Exception {
    try (DelayingProxy near = DelayingProxy.to(relay, roundTrip);
        DelayingProxy far = DelayingProxy.to(relay, roundTrip);
        FrelayClient atNear = client(FrelayClient.builder(), one, near);
        FrelayClient atFar = client(FrelayClient.builder(), other, far)) {
      meet(atNear, atFar, roundTrip, true);
      awaitHandshake(roundTrip);
      return meet(atNear, atFar, roundTrip, true);
    }
  }

  private Times meet(FrelayClient near, FrelayClient far, Duration roundTrip, boolean waits)
      throws Exception {
    String tag = "setup-" + ProcessHandle.current().pid() + "-" + meetings++;
    Future<Ends> first =
        threads.submit(() -> use(() -> near.connect(other.party(), tag, PATIENCE)));
    if (waits) {
      awaitHandshake(roundTrip);
    }
    long begun = System.nanoTime();
    Future<Ends> second = threads.submit(() -> use(() -> far.connect(one.party(), tag, PATIENCE)));
    return times(begun, first.get(), second.get());
  }

  /** TCP, outer TLS and the way of the request, with time to compute. */
  private static void awaitHandshake(Duration roundTrip) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(4 * roundTrip.toNanos() + 100_000_000);
  }

  /** The same end-to-end TLS over one direct connection; the second arrival is who connects. */
  Times direct(Duration roundTrip) throws Exception {
    try (DirectListener listener = new DirectListener(new RelayAddress("127.0.0.1", 0), one);
        DelayingProxy path =
            DelayingProxy.to(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
                roundTrip)) {
      Future<Ends> first =
          threads.submit(() -> use(() -> listener.accept(other.party(), PATIENCE)));
      long begun = System.nanoTime();
      Future<Ends> second =
          threads.submit(
              () ->
                  use(
                      () ->
                          DirectConnection.connect(
                              address(path.address()), other, one.party(), PATIENCE)));
      return times(begun, first.get(), second.get());
    }
  }

  private static FrelayClient client(
      FrelayClient.Builder options, PartyCredentials me, DelayingProxy hop) throws IOException {
    return options.copy().relay(address(hop.address())).credentials(me).build();
  }

  private static RelayAddress address(InetSocketAddress address) {
    return new RelayAddress(address.getAddress().getHostAddress(), address.getPort());
  }

  /** Says a byte, waits for the peer's, and leaves. */
  private static Ends use(Callable<PeerConnection> connecting) throws Exception {
    PeerConnection connection = connecting.call();
    long up = System.nanoTime();
    connection.out().write(1);
    if (connection.in().read() < 0) {
      throw new IOException("the peer left without a word");
    }
    long firstByte = System.nanoTime();
    connection.shutdownOutput();
    connection.in().readAllBytes();
    connection.close();
    return new Ends(up, firstByte);
  }

  private static Times times(long begun, Ends first, Ends second) {
    return new Times(
        (second.up() - begun) / 1e6,
        (second.firstByte() - begun) / 1e6,
        (first.up() - begun) / 1e6,
        (first.firstByte() - begun) / 1e6);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
