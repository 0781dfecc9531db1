package io.frelay.relay.cluster;

import io.frelay.protocol.Ready;
import io.frelay.relay.accept.HeldBytes;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.authenticate.RawSwitch;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;

/**
 * The end of a trunk connection's TLS. There is no close_notify: the answer says itself where it
 * ends, and neither side says anything more by TLS, so nothing of it can come late. Confined to the
 * connection's loop.
 */
final class TrunkSwitch implements RawSwitch {
  private final Connection connection;
  private RecordGate gate;

  TrunkSwitch(Connection connection, RecordGate gate) {
    this.connection = connection;
    this.gate = gate;
  }

  /** The other relay sees to its party's read-ahead itself. */
  @Override
  public Duration slowestAnswer() {
    return Duration.ZERO;
  }

  @Override
  public void hold() {
    gate.hold();
  }

  /** The waiter has left: who came waits at its own relay, not here. */
  @Override
  public void resume() {
    connection.close(CloseReason.TRUNK_UNUSED);
  }

  @Override
  public Future<Void> switchToRaw(Ready ready) {
    Channel channel = connection.channel();
    Promise<Void> raw = channel.eventLoop().newPromise();
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(TrunkAnswer.ready(ready)))
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                endTls();
                raw.setSuccess(null);
              } else {
                raw.setFailure(sent.cause());
              }
            });
    return raw;
  }

  /** Takes TLS out of the pipeline; what comes is held until {@link #release}. */
  void endTls() {
    RelayPipeline.remove(connection.channel(), Place.REQUEST);
    RelayPipeline.remove(connection.channel(), Place.OUTER_TLS);
    connection.setGracefulClose(null);
  }

  @Override
  public boolean mayHaveLateRecords() {
    return false;
  }

  @Override
  public HeldBytes release() {
    HeldBytes held = gate.release();
    gate = null;
    return held;
  }
}
