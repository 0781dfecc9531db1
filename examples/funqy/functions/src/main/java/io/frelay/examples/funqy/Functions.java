package io.frelay.examples.funqy;

import io.frelay.examples.Overlap;
import io.frelay.examples.Total;
import io.frelay.function.Call;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.Invoker;
import io.quarkus.funqy.Funq;
import jakarta.inject.Inject;

/** The example handlers, each as a function of Funqy. */
public class Functions {
  @Inject Invoker invoker;
  @Inject Overlap overlap;
  @Inject Total total;

  @Funq
  public Overlap.Output overlap(Call<Overlap.Input> call) throws FunctionException {
    return invoker.call(overlap, call);
  }

  @Funq
  public Total.Output total(Call<Total.Input> call) throws FunctionException {
    return invoker.call(total, call);
  }
}
