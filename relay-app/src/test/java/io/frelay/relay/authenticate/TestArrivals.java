package io.frelay.relay.authenticate;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.ClientHello;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Optional;

/** Parties that have made their request, over channels without a network. */
public final class TestArrivals {
  private static final Duration LONG = Duration.ofMinutes(1);

  private TestArrivals() {}

  /** A party of user "u" that has asked for {@code peer}. */
  public static Newcomer newcomer(String name, String peer, int version, ClientHello hello) {
    return newcomer(
        new Party("u", name), new AuthRequest(peer, "t", version, Optional.empty()), hello);
  }

  /** Any party that has asked for one of its user's that never comes. */
  public static Arrival waiter(String user, String name, String tag) {
    return newcomer(
            new Party(user, name), new AuthRequest("absent", tag, 2, Optional.empty()), null)
        .arrival();
  }

  private static Newcomer newcomer(Party party, AuthRequest request, ClientHello hello) {
    RecordGate gate =
        new RecordGate(
            new RecordGate.Violations() {
              @Override
              public void notTls() {}

              @Override
              public void broken() {}

              @Override
              public void tlsFailed() {}

              @Override
              public void tooManyBytes() {}

              @Override
              public void noMemory() {}

              @Override
              public void holds(long bytes) {}

              @Override
              public void lateRecord() {}

              @Override
              public void tooManyLateRecords() {}
            });
    Connection connection = Connection.own(new EmbeddedChannel(gate));
    connection.enter(Stage.REQUEST, LONG, CloseReason.REQUEST_TIMEOUT);
    long now = System.nanoTime();
    Arrival arrival =
        new Arrival(
            party,
            request,
            now,
            now + LONG.toNanos(),
            connection,
            new OuterTls(connection, gate, null, null, Duration.ZERO));
    return new Newcomer(arrival, Optional.ofNullable(hello));
  }
}
