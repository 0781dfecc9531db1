package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.util.List;

/** Takes orders that are in order. */
public class Ordering implements PeerHandler<Ordering.Order, Integer> {
  /** A line of an order. */
  public record Line(@NotBlank String item, @Max(9) int count) {}

  /** Order of a customer. */
  public record Order(@NotBlank String customer, List<@Valid Line> lines) {}

  @Override
  public Integer handle(@Valid Order order, Peers peers) {
    return order.lines().stream().mapToInt(Line::count).sum();
  }
}
