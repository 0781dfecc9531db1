package io.frelay.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.TestArrivals;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionLogTest {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.session");
  private static final int MANY = 1000;

  private final RelayMeters meters = new RelayMeters(new SimpleMeterRegistry());
  private final LogLimits limits = new LogLimits();
  private final List<LogRecord> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void end() {
    LOG.removeHandler(handler);
  }

  private static Arrival arrival(String name, String peer) {
    Arrival arrival = TestArrivals.newcomer(name, peer, 2, null).arrival();
    arrival
        .connection()
        .setRemoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    return arrival;
  }

  private void session(Arrival waiter, Arrival second) {
    new SessionLog(waiter, second, meters, limits).ended(CloseReason.COMPLETED, 1, 1);
  }

  @Test
  void othersCannotHaveASessionLeftOut() {
    Arrival waiter = arrival("0", "1");
    Arrival hostile = arrival("2", "0");
    for (int i = 0; i < MANY; i++) {
      limits.mayLog("u", "0"); // about connections of the same party, as a stolen key makes them
      session(waiter, hostile);
    }
    assertThat(lines).hasSizeLessThan(MANY);
    lines.clear();
    session(waiter, arrival("1", "0"));
    assertThat(lines).hasSize(1);
  }
}
