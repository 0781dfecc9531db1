package io.frelay.relay.session;

import io.frelay.protocol.ClientHello;
import io.frelay.relay.authenticate.Newcomer;
import java.util.Optional;

/**
 * Two that are to be joined, and which of them is to be which side of the end-to-end TLS.
 *
 * @param waiter the one that waited
 * @param second the one that came when the other was there
 */
record Match(Newcomer waiter, Newcomer second) {
  /** The ClientHello to hand to the waiter, which then is the TLS server. */
  Optional<ClientHello> earlyHello() {
    return waiter.arrival().speaksVersion1() ? Optional.empty() : second.hello();
  }

  Newcomer server() {
    return earlyHello().isPresent() ? waiter : second;
  }

  Newcomer client() {
    return earlyHello().isPresent() ? second : waiter;
  }
}
