package io.frelay.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real relay in a process of its own, and what its log and its metrics say. */
final class RelayUnderWatch {
  /** Exit code of a JVM that has ended in good order after SIGTERM: 128 + 15. */
  static final int ENDED_BY_SIGTERM = 143;

  private static final Duration START = Duration.ofSeconds(40);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final int HTTP_MILLIS = 5_000;

  private static final Pattern LISTENS = Pattern.compile("relay listens on \\S+?:(\\d+) .*");
  private static final Pattern MANAGEMENT = Pattern.compile("metrics at (http://\\S+?)/q/");
  private static final Pattern REFUSED = Pattern.compile("connection ended .*reason=(\\S+).*");
  private static final Pattern DRAINING = Pattern.compile("draining: .*");
  private static final Pattern STOPPED = Pattern.compile("relay stopped.*");
  private static final Pattern SESSION =
      Pattern.compile(
          "session ended .*bytes_to_second=(\\d+) bytes_to_waiter=(\\d+) .*reason=(\\S+).*");

  private final Child process;
  private final Matcher listens;
  private final URI management;

  private RelayUnderWatch(Child process, Matcher listens, URI management) {
    this.process = process;
    this.listens = listens;
    this.management = management;
  }

  /** Starts it and waits until it listens. */
  static RelayUnderWatch start(Programs programs, DemoCertificates certificates)
      throws DemoFailure, InterruptedException {
    Child process =
        programs.launcher(
            "relay",
            // Otherwise it would leave one in the system's temporary folder.
            Map.of("QUARKUS_VERTX_CACHE_DIRECTORY", certificates.folder() + "/vertx-cache"),
            "start",
            "--ip=127.0.0.1",
            "--port=0",
            "--management-port=0",
            "--certs=" + certificates.folder());
    Matcher listens = process.await(LISTENS, 0, START).matcher();
    Matcher management = process.await(MANAGEMENT, 0, START).matcher();
    return new RelayUnderWatch(process, listens, URI.create(management.group(1)));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(listens.group(1)));
  }

  /** Its own words on where it listens. */
  String listensLine() {
    return listens.group();
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it counts this many parties that wait for another one. */
  void awaitWaiters(int number) throws DemoFailure, InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    String wanted = "frelay_waiters " + number + ".0";
    while (metrics().lines().noneMatch(wanted::equals)) {
      if (System.nanoTime() > deadline) {
        throw process.failure("the relay did not count " + number + " waiting parties in time");
      }
      Thread.sleep(20);
    }
  }

  private String metrics() throws DemoFailure {
    try {
      var connection =
          (HttpURLConnection) management.resolve("/q/metrics").toURL().openConnection();
      connection.setConnectTimeout(HTTP_MILLIS);
      connection.setReadTimeout(HTTP_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw process.failure("the relay's metrics cannot be read: " + e.getMessage());
    }
  }

  /** Waits for its line on a connection that it turned away; group 1 is the reason. */
  Matcher awaitRefusal() throws DemoFailure, InterruptedException {
    return process.await(REFUSED, 0, SOON).matcher();
  }

  /**
   * Waits for its line on the end of the session: groups 1 and 2 are the bytes to the second party
   * and to the waiter, 3 is the reason.
   */
  Matcher awaitSession() throws DemoFailure, InterruptedException {
    return process.await(SESSION, 0, SOON).matcher();
  }

  /** Its own words at the end. */
  String drainingLine() throws DemoFailure, InterruptedException {
    return process.await(DRAINING, 0, SOON).matcher().group();
  }

  /** Its last words, once all is closed. */
  String stoppedLine() throws DemoFailure, InterruptedException {
    return process.await(STOPPED, 0, SOON).matcher().group();
  }

  /** SIGTERM; returns the exit code. */
  int stop() throws DemoFailure, InterruptedException {
    process.terminate();
    return process.awaitExit(DRAIN);
  }
}
