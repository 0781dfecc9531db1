package io.frelay.function.runtime;

import io.frelay.function.FunctionException;
import io.frelay.function.PeerHandler;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of the application that take part in invocations, such as guards and observers. */
@ApplicationScoped
class Surroundings {
  /** Outside Quarkus there is nothing. */
  static final Surroundings NONE = new Surroundings(List.of(), List.of(), new CurrentInvocation());

  /** Work of an invocation. */
  interface Work<T> {
    T run(Observation observation) throws FunctionException;
  }

  private final List<Observer> observers;
  private final List<Guard> guards;
  private final CurrentInvocation current;

  @Inject
  Surroundings(@All List<Observer> observers, @All List<Guard> guards, CurrentInvocation current) {
    this.observers = observers;
    this.guards = guards;
    this.current = current;
  }

  /** Runs one with all that goes along with it. */
  <T> T run(Invocation invocation, Work<T> work) throws FunctionException {
    List<Observation> all = new ArrayList<>();
    all.add(new InvocationLog(invocation));
    observers.forEach(each -> all.add(each.begin(invocation)));
    Observation observation = new Observations(all);
    Invocation former = current.set(invocation);
    try {
      T answer = work.run(observation);
      observation.ended(null);
      return answer;
    } catch (FunctionException e) {
      observation.ended(e);
      throw e;
    } catch (RuntimeException | Error e) { // an Error too: a platform's loop may end by one
      FunctionException unforeseen = Failures.unforeseen(e);
      observation.ended(unforeseen);
      throw unforeseen;
    } finally {
      Invocation unused = current.set(former);
    }
  }

  /** Asks the guards before anything is read. */
  void admit(Invocation invocation, Class<?> type) throws FunctionException {
    for (Guard each : guards) {
      each.admit(invocation, type);
    }
  }

  /** Failure that a guard makes of what a handler has thrown. */
  Optional<FunctionException> refusal(Throwable thrown) {
    return guards.stream().flatMap(each -> each.refusal(thrown).stream()).findFirst();
  }

  /** Asks the guards about the input. */
  void check(PeerHandler<?, ?> handler, Class<?> type, Object input) throws FunctionException {
    for (Guard each : guards) {
      each.check(handler, type, input);
    }
  }
}
