package io.frelay.function.runtime;

import io.frelay.client.ClientOptions;
import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.function.runtime.warm.WarmConnection;
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
  private final WarmPool pool = new WarmPool(Gathering.threads());

  /** Connects by a warm connection if there is one whose peer answers, else through the relay. */
  Gathering.Connector connector(
      Party self, ClientOptions plain, String tag, String purpose, Warmth warmth) {
    ClientOptions options = plain.withApplicationProtocols(List.of(WarmConnection.PROTOCOL));
    FrelayClient client = new FrelayClient(self.relays(), self.credentials(), options);
    return (peer, until) -> {
      WarmPool.Key key = new WarmPool.Key(self.credentials(), peer, tag, purpose);
      WarmLink.Home home = new WarmLink.Home(pool, key, warmth);
      Optional<WarmConnection> warm = pool.take(key, warmth, until);
      if (warm.isPresent()) {
        return new WarmLink(warm.get(), home, Optional.empty());
      }
      PeerConnection fresh = client.connect(peer, tag, purpose, TimeBudget.left(until));
      boolean both = fresh.facts().endToEnd().applicationProtocol().equals(WarmConnection.PROTOCOL);
      return both
          ? new WarmLink(new WarmConnection(fresh), home, fresh.trace())
          : new RelayedLink(fresh);
    };
  }

  @PreDestroy
  void close() {
    pool.close();
  }
}
