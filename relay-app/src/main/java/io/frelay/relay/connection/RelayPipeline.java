package io.frelay.relay.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;

/**
 * The handlers of a connection, in the order of the data. Each comes and goes with its stage, so no
 * connection ever has all of them:
 *
 * <pre>
 *   accepted behind a load balancer   PROXY_REFUSAL, PROXY_DECODER, PROXY_HEADER
 *   admitted                          RECORD_GATE
 *   its turn for the handshake        ANSWER_TIMER, RECORD_GATE, OUTER_TLS, REQUEST
 *   waiting                           RECORD_GATE, OUTER_TLS, REQUEST
 *   joined                            SESSION where Netty carries the bytes, else none
 * </pre>
 */
public final class RelayPipeline {
  /** Position of a handler; the order of the constants is that of the data. */
  public enum Place {
    /** Tells a connection without a header apart from one that leaves. */
    PROXY_REFUSAL,
    /** Reads the header of the PROXY protocol. */
    PROXY_DECODER,
    /** Takes the party's address from it. */
    PROXY_HEADER,
    /** Measures how long the party takes to go on. */
    ANSWER_TIMER,
    /** Hands TLS its records one by one, and holds what is not TLS's. */
    RECORD_GATE,
    /** Netty's TLS, until the switch to raw. */
    OUTER_TLS,
    /** Awaits the outcome of the handshake, and the request. */
    REQUEST,
    /** Carries the raw bytes of a session. */
    SESSION
  }

  private static final Place[] PLACES = Place.values();

  private RelayPipeline() {}

  /** Puts a handler in its place; on the channel's loop. */
  public static void put(Channel channel, Place place, ChannelHandler handler) {
    ChannelPipeline pipeline = channel.pipeline();
    for (Place each : PLACES) {
      if (each.compareTo(place) > 0 && pipeline.context(each.name()) != null) {
        pipeline.addBefore(each.name(), place.name(), handler);
        return;
      }
    }
    pipeline.addLast(place.name(), handler);
  }

  /** Takes the handler out of its place, where there is one; on the channel's loop. */
  public static void remove(Channel channel, Place place) {
    if (channel.pipeline().context(place.name()) != null) {
      channel.pipeline().remove(place.name());
    }
  }

  /** Takes all out, of a channel that Netty will not do it for; on its loop. */
  static void clear(Channel channel) {
    for (Place each : PLACES) {
      remove(channel, each);
    }
  }
}
