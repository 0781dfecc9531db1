package io.frelay.relay.authenticate;

import io.frelay.protocol.Ready;
import io.frelay.protocol.Refusal;
import io.frelay.protocol.RefusalCode;
import io.frelay.relay.accept.HeldBytes;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;

/**
 * A party's outer TLS from its request to its end, which is the switch to raw bytes or a refusal.
 * Nothing of it is kept after the switch: a session may last for days. Confined to the connection's
 * loop.
 */
final class OuterTlsSwitch implements RawSwitch {
  private final Connection connection;
  private final Duration slowestAnswer;
  private RecordGate gate;
  private SslHandler ssl;

  OuterTlsSwitch(Connection connection, RecordGate gate, SslHandler ssl, Duration slowestAnswer) {
    this.connection = connection;
    this.slowestAnswer = slowestAnswer;
    this.gate = gate;
    this.ssl = ssl;
  }

  @Override
  public Duration slowestAnswer() {
    return slowestAnswer;
  }

  @Override
  public void hold() {
    gate.hold();
  }

  @Override
  public void resume() {
    gate.resumeTls();
  }

  @Override
  public Future<Void> switchToRaw(Ready ready) {
    Channel channel = connection.channel();
    Promise<Void> raw = channel.eventLoop().newPromise();
    channel.writeAndFlush(Unpooled.wrappedBuffer(ready.encode()));
    ssl.closeOutbound()
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                raw.setFailure(sent.cause());
                return;
              }
              // The request handler first: TLS announces its own removal as if the party had left.
              RelayPipeline.remove(channel, Place.REQUEST);
              RelayPipeline.remove(channel, Place.OUTER_TLS);
              ssl = null;
              connection.setGracefulClose(null);
              raw.setSuccess(null);
            });
    return raw;
  }

  @Override
  public boolean mayHaveLateRecords() {
    return true;
  }

  @Override
  public HeldBytes release() {
    HeldBytes held = gate.release();
    gate = null;
    return held;
  }

  /**
   * Tells a version 2 party why, if there is a code for it, and closes.
   *
   * @param others relays that a party of a draining relay may go to
   */
  void close(Arrival arrival, CloseReason reason, List<String> others) {
    Channel channel = connection.channel();
    if (!arrival.speaksVersion1()) {
      reason
          .refusal()
          .map(
              code ->
                  new Refusal(
                      code,
                      RefusalText.of(code, arrival),
                      code == RefusalCode.DRAINING ? others : List.of()))
          .ifPresent(refusal -> channel.writeAndFlush(Unpooled.wrappedBuffer(refusal.encode())));
    }
    channel.close(); // by way of TLS, which says close_notify first
  }
}
