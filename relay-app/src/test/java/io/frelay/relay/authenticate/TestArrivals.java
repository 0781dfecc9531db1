package io.frelay.relay.authenticate;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.ClientHello;
import io.frelay.relay.accept.GateListener;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import java.time.Duration;
import java.util.Optional;

/** Parties that have made their request, over channels without a network. */
public final class TestArrivals {
  private static final Duration LONG = Duration.ofMinutes(1);

  private TestArrivals() {}

  /** A party of user "u" that has asked for {@code peer}. */
  public static Newcomer newcomer(String name, String peer, int version, ClientHello hello) {
    return newcomer(
        new PartyId("u", name), new AuthRequest(peer, "t", version, Optional.empty()), hello);
  }

  /** Any party that has asked for one of its user's that never comes. */
  public static Arrival waiter(String user, String name, String tag) {
    return newcomer(
            new PartyId(user, name), new AuthRequest("absent", tag, 2, Optional.empty()), null)
        .arrival();
  }

  /** A party on its way to a session, over a real channel: its outer TLS has ended. */
  public static Arrival joining(Channel channel, String name, String peer, int version)
      throws InterruptedException {
    AuthRequest request = new AuthRequest(peer, "t", version, Optional.empty());
    return channel
        .eventLoop()
        .submit(
            () -> {
              RecordGate gate = new RecordGate(new SilentListener());
              RelayPipeline.put(channel, Place.RECORD_GATE, gate);
              gate.requestComplete();
              gate.hold();
              Connection connection = Connection.own(channel);
              connection.enter(Stage.REQUEST);
              connection.enter(Stage.WAITING);
              connection.enter(Stage.JOINING);
              return arrival(new PartyId("u", name), request, connection, gate);
            })
        .sync()
        .getNow();
  }

  /** A party that has made its request, on a loop with a thread of its own. */
  public static Newcomer onLoop(EventLoop loop, PartyId party, AuthRequest request) {
    Channel channel = new LocalChannel();
    loop.register(channel).syncUninterruptibly();
    return loop.submit(
            () -> {
              RecordGate gate = new RecordGate(new SilentListener());
              RelayPipeline.put(channel, Place.RECORD_GATE, gate);
              gate.requestComplete();
              Connection connection = Connection.own(channel);
              connection.enter(Stage.REQUEST);
              return new Newcomer(arrival(party, request, connection, gate), request.clientHello());
            })
        .syncUninterruptibly()
        .getNow();
  }

  private static Newcomer newcomer(PartyId party, AuthRequest request, ClientHello hello) {
    RecordGate gate = new RecordGate(new SilentListener());
    Connection connection = Connection.own(new EmbeddedChannel(gate));
    connection.enter(Stage.REQUEST, LONG, CloseReason.REQUEST_TIMEOUT);
    return new Newcomer(arrival(party, request, connection, gate), Optional.ofNullable(hello));
  }

  private static Arrival arrival(
      PartyId party, AuthRequest request, Connection connection, RecordGate gate) {
    long now = System.nanoTime();
    RawSwitch tls = new OuterTlsSwitch(connection, gate, null, Duration.ZERO);
    long timeout = request.timeout().orElse(LONG).toNanos();
    return new Arrival(party, request, now, now + timeout, connection, tls);
  }

  private static final class SilentListener implements GateListener {
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
  }
}
