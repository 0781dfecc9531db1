package io.frelay.trials;

import io.frelay.function.InvocationContext;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;

/** For tellers only; tells who booked, and for which of the platform's requests. */
@RolesAllowed("teller")
public class Booking implements PeerHandler<Integer, Booking.Receipt> {
  /** Booking and its customer. */
  public record Receipt(int amount, String by, boolean isTraceable) {}

  @Inject InvocationContext invocation;

  @Override
  public Receipt handle(Integer amount, Peers peers) {
    String by = invocation.caller().orElseThrow().name();
    return new Receipt(amount, by, invocation.requestId().isPresent());
  }
}
