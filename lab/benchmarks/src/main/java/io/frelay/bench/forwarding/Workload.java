package io.frelay.bench.forwarding;

import io.frelay.testkit.relay.LoadIdentity;
import java.io.IOException;

/**
 * A kind of load.
 *
 * @param name in file names
 * @param heading in the report
 * @param streams how many at once
 * @param message how many bytes go to and fro, or 0 for a stream in one direction
 * @param tls whether the ends speak TLS with each other
 * @param apart whether the forwarder has a core of its own
 */
record Workload(String name, String heading, int streams, int message, boolean tls, boolean apart) {
  static Workload bulk(String name, String heading, int streams, boolean tls) {
    return new Workload(name, heading, streams, 0, tls, false);
  }

  static Workload pingPong(String name, String heading, int message) {
    return new Workload(name, heading, 1, message, false, false);
  }

  /** The same with the forwarder on a core of its own. */
  Workload onCoresApart() {
    return new Workload(
        name + "-apart",
        heading + ", the forwarder alone on one core, both ends on another",
        streams,
        message,
        tls,
        true);
  }

  boolean isPingPong() {
    return message > 0;
  }

  ForwardingLoad start(Forwarder forwarder, LoadIdentity left, LoadIdentity right)
      throws IOException {
    if (isPingPong()) {
      return new PingPong(forwarder, message);
    }
    return tls ? BulkLoad.tls(forwarder, streams, left, right) : BulkLoad.plain(forwarder, streams);
  }
}
