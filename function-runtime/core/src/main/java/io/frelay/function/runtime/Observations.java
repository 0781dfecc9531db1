package io.frelay.function.runtime;

import io.frelay.client.FrelayException;
import io.frelay.client.TraceContext;
import io.frelay.function.FunctionException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Several as one. */
record Observations(List<Observation> all) implements Observation {
  @Override
  public void resolved() {
    all.forEach(Observation::resolved);
  }

  @Override
  public Optional<Supplier<Optional<TraceContext>>> toPeers() {
    return all.stream().flatMap(each -> each.toPeers().stream()).findFirst();
  }

  @Override
  public void met(String peer, Instant begun, Optional<TraceContext> told) {
    all.forEach(each -> each.met(peer, begun, told));
  }

  @Override
  public void missed(String peer, Instant begun, FrelayException why) {
    all.forEach(each -> each.missed(peer, begun, why));
  }

  @Override
  public void connected() {
    all.forEach(Observation::connected);
  }

  @Override
  public <T> Callable<T> handling(Callable<T> code) {
    Callable<T> wrapped = code;
    for (Observation each : all) {
      wrapped = each.handling(wrapped);
    }
    return wrapped;
  }

  @Override
  public void warmed() {
    all.forEach(Observation::warmed);
  }

  @Override
  public void ended(FunctionException failure) {
    all.forEach(each -> each.ended(failure));
  }
}
