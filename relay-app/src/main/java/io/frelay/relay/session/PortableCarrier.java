package io.frelay.relay.session;

import io.frelay.relay.accept.ReadSize;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Carries sessions by Netty's own reads and writes, on the event loop that the session is on: where
 * there is no epoll.
 */
public final class PortableCarrier implements Carrier {
  @Override
  public Carried carry(RelaySession session, boolean holdWaiter) {
    PortableHandler ofWaiter = install(session, session.waiter(), session.second());
    PortableHandler ofSecond = install(session, session.second(), session.waiter());
    ofSecond.open();
    if (!holdWaiter) {
      ofWaiter.open();
    }
    return ofWaiter::open;
  }

  /** Behind the gate, which passes nothing until the handler is opened. */
  private static PortableHandler install(RelaySession session, Leg leg, Leg peer) {
    Connection connection = leg.connection();
    Channel channel = connection.channel();
    ReadSize.enlarge(channel);
    PortableHandler handler = new PortableHandler(session, leg, peer);
    RelayPipeline.put(channel, Place.SESSION, handler);
    Duration linger = session.linger(); // by itself: the graceful close is not to keep the session
    connection.setGracefulClose(reason -> close(channel, reason, linger));
    return handler;
  }

  /**
   * At once if it has taken too much memory as it is, else when its last bytes are on their way.
   */
  private static void close(Channel channel, CloseReason reason, Duration linger) {
    if (reason == CloseReason.OVER_MEMORY_BUDGET) {
      channel.close();
      return;
    }
    ScheduledFuture<?> limit =
        channel.eventLoop().schedule(() -> channel.close(), linger.toNanos(), TimeUnit.NANOSECONDS);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              limit.cancel(false);
              channel.close();
            });
  }
}
