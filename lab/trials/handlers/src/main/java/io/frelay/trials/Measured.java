package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/** Adds to its span what it has to do; without OpenTelemetry that does nothing. */
public class Measured implements PeerHandler<List<Integer>, Integer> {
  @Override
  public Integer handle(List<Integer> numbers, Peers peers) {
    Span.current().setAttribute("trials.numbers", numbers.size());
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }
}
