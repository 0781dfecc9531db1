package io.frelay.relay.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/** Moves a channel with all its handlers from one event loop to another, or to none. */
final class LoopMove {
  private LoopMove() {}

  /**
   * Takes it from its loop, and has it read no more; on its loop. Netty puts a read off to a task
   * of its own where there may be more to read, and would then read beside whoever has the channel.
   * With reading off it puts no other off, and the one before that is behind it in the queue is
   * waited for.
   */
  static Future<Void> leave(Channel channel) {
    channel.config().setAutoRead(false);
    Promise<Void> left = channel.eventLoop().newPromise();
    channel
        .eventLoop()
        .execute(
            () -> channel.deregister().addListener((ChannelFuture done) -> left.setSuccess(null)));
    return left;
  }

  /**
   * Moves it to another loop; on its loop.
   *
   * @return done on the new loop; failed if the channel was closed meanwhile
   */
  static Future<Void> move(Channel channel, EventLoop target) {
    if (channel.eventLoop() == target) {
      return target.newSucceededFuture(null);
    }
    boolean reads = channel.config().isAutoRead();
    Promise<Void> moved = target.newPromise();
    leave(channel)
        .addListener(
            left ->
                target
                    .register(channel)
                    .addListener(
                        (ChannelFuture entered) -> {
                          if (entered.isSuccess()) {
                            channel.config().setAutoRead(reads);
                            moved.setSuccess(null);
                          } else {
                            RelayPipeline.clear(channel); // Netty does not, as it was on no loop
                            moved.setFailure(entered.cause());
                          }
                        }));
    return moved;
  }
}
