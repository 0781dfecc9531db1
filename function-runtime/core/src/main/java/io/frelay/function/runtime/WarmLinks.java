package io.frelay.function.runtime;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.Resumption;
import io.frelay.function.runtime.warm.WarmPool;
import io.frelay.function.runtime.warm.Warmth;
import io.frelay.function.secrets.Party;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Connects for handlers that keep their connections warm. Empty until one of them has run. */
@Singleton
class WarmLinks {
  private final WarmPool pool = new WarmPool(BlockingCalls.THREADS);

  /** Connects by a warm connection if there is one whose peer answers, else through the relay. */
  Gathering.Connector connector(
      Party self, FrelayClient.Builder builder, String tag, String purpose, Warmth warmth) {
    FrelayClient client = builder.applicationProtocols(List.of(Resumption.REUSE_PROTOCOL)).build();
    return (peer, until) -> {
      WarmPool.Key key = new WarmPool.Key(self.credentials(), self.relays(), peer, tag, purpose);
      Optional<PeerConnection> warm = pool.take(key, warmth, until);
      PeerConnection connection =
          warm.isPresent()
              ? warm.get()
              : client.connect(peer, tag, purpose, TimeBudget.left(until));
      return new RelayedLink(connection, ended -> pool.park(key, ended, warmth));
    };
  }

  @PreDestroy
  void close() {
    pool.close();
  }
}
