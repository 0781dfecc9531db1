package io.frelay.relay.authenticate;

import io.frelay.protocol.Ready;
import io.frelay.relay.accept.HeldBytes;
import io.netty.util.concurrent.Future;
import java.time.Duration;

/**
 * The end of a connection's outer TLS, at which it becomes raw. Confined to the connection's loop.
 */
public interface RawSwitch {
  /** Longest time that its program took to answer; zero where it is unknown. */
  Duration slowestAnswer();

  /** Before the switch: nothing that comes is looked at until the switch is done or called off. */
  void hold();

  /** The switch is called off; who is at the other end waits on. */
  void resume();

  /**
   * Sends {@code ready} and close_notify, one TLS record each, and takes TLS out of the pipeline.
   * Bytes that come meanwhile are held until {@link #release}.
   *
   * @return done when the kernel has taken the close_notify; failed if the connection broke
   */
  Future<Void> switchToRaw(Ready ready);

  /** Returns whether records of the outer TLS may come after its end, which are to be dropped. */
  boolean mayHaveLateRecords();

  /** After the switch: takes the bytes that have come meanwhile. */
  HeldBytes release();
}
