package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.util.List;

/** Tells the session that it is in. */
public class Whom implements PeerHandler<Object, Whom.Session> {
  /** As the request has named it. */
  public record Session(String tag, List<String> peers) {}

  @Override
  public Session handle(Object input, Peers peers) {
    return new Session(peers.tag(), peers.names());
  }
}
