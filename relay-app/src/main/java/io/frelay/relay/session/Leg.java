package io.frelay.relay.session;

import io.frelay.relay.accept.HeldBytes;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.connection.Connection;
import io.netty.buffer.ByteBuf;

/**
 * One party's end of a session, as it is read. What its filter keeps and drops is counted.
 *
 * @param arrival the party
 * @param late filter that drops late records of its outer TLS
 * @param traffic bytes from this party
 */
public record Leg(Arrival arrival, LateRecordFilter late, Traffic traffic) {
  public Connection connection() {
    return arrival.connection();
  }

  /** Takes what it has sent before it is read raw; once, on its loop. */
  public HeldBytes takeHeld() {
    return arrival.tls().release();
  }

  /** As {@link LateRecordFilter#feed}. */
  public ByteBuf filter(ByteBuf more) {
    int before = late.keptBytes();
    ByteBuf raw = late.feed(more);
    traffic.hold(late.keptBytes() - before);
    traffic.countLate(late.takeDropped());
    return raw;
  }

  /** As {@link LateRecordFilter#end}. */
  public ByteBuf filterEnd() {
    int before = late.keptBytes();
    ByteBuf raw = late.end();
    traffic.hold(late.keptBytes() - before);
    return raw;
  }

  /** Forgets what its filter keeps. */
  public void forget() {
    traffic.hold(-late.keptBytes());
    late.release();
  }
}
