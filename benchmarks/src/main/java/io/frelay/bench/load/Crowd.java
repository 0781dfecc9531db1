package io.frelay.bench.load;

import io.frelay.protocol.AuthRequest;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Everybody who can be played: the parties of one user, and tags that no two meetings share. */
final class Crowd {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Dialer dialer;
  private final List<PartyTls> parties;
  private final int version;
  private final String prefix;
  private final AtomicLong meetings = new AtomicLong();

  /**
   * @param parties the TLS of party 0, 1, ...
   * @param version of the protocol, 1 or 2
   */
  Crowd(Dialer dialer, List<PartyTls> parties, int version) {
    this.dialer = dialer;
    this.parties = parties;
    this.version = version;
    this.prefix = "g" + ProcessHandle.current().pid() + "-";
  }

  /** A new meeting of two parties; the lower number comes first. */
  Pair.Meeting meeting(EventLoop loop, int one, int other) {
    String tag = prefix + meetings.incrementAndGet();
    return new Pair.Meeting() {
      @Override
      public RelayParty first(RelayParty.Events events) {
        return dial(loop, one, other, tag, events);
      }

      @Override
      public RelayParty second(RelayParty.Events events) {
        return dial(loop, other, one, tag, events);
      }
    };
  }

  private RelayParty dial(
      EventLoop loop, int me, int peer, String tag, RelayParty.Events events) {
    RelayParty party =
        new RelayParty(
            request(Integer.toString(peer), tag),
            parties.get(me).newHandler(io.netty.buffer.PooledByteBufAllocator.DEFAULT),
            events);
    ChannelFuture connected = dialer.dial(loop, party::install);
    connected.addListener(
        reached -> {
          if (!reached.isSuccess()) {
            party.fail(reached.cause());
          }
        });
    return party;
  }

  private byte[] request(String peer, String tag) {
    return (version == 1
            ? AuthRequest.version1(peer, tag)
            : AuthRequest.version2(peer, tag, PATIENCE))
        .encode();
  }
}
