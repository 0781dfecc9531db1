/**
 * The carrier of sessions on Linux: threads with an epoll of their own, one for each processor.
 *
 * <p>A {@link io.frelay.relay.splice.SplicedSession} takes both channels from Netty's event loop at
 * the switch to raw and gives them to a {@link io.frelay.relay.splice.SpliceLoop}, to which it is
 * confined from then on. The channels stay the owners of their descriptors: when a connection is to
 * be closed, the loop releases its end, and the event loop closes the channel.
 *
 * <p>States of an end:
 *
 * <pre>
 *   OPEN -- the session ends here, nothing left to deliver --> RELEASED: the event loop closes it
 *   OPEN -- its connection ends --> LEAVING -- delivered, broken, or too late --> RELEASED, closed
 * </pre>
 *
 * <p>States of a {@link io.frelay.relay.splice.Flow}, one direction:
 *
 * <pre>
 *   HELD -- open --> FILTERING -- first raw byte --> COPYING &lt;--> SPLICING
 *                        |                             |             |
 *                        +------- end of the input ----+-------------+
 *                                       |
 *                                  INPUT_ENDED -- all delivered, end passed on --> ENDED
 * </pre>
 *
 * <p>In HELD nothing is read: the first bytes towards a version 1 party that may read ahead.
 * FILTERING drops late records of the outer TLS. COPYING becomes SPLICING at a large read, and
 * SPLICING becomes COPYING after small splices, or for one read where there is no pipe. In any
 * state, what the receiver does not take is kept, in memory or in the pipe, and nothing is read
 * until it is gone: that is the back-pressure.
 *
 * <p>The session is through when both flows have ended. It breaks when a read or write fails, or
 * when a socket that nobody reads is reset.
 */
package io.frelay.relay.splice;
