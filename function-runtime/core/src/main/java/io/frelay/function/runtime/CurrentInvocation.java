package io.frelay.function.runtime;

import io.frelay.function.Caller;
import io.frelay.function.InvocationContext;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The invocation whose request scope it is. */
@RequestScoped
class CurrentInvocation implements InvocationContext {
  private volatile Invocation invocation;

  /** From now on it is this one; returns the one that it was, or null. */
  Invocation set(Invocation now) {
    Invocation former = invocation;
    invocation = now;
    return former;
  }

  private Invocation current() {
    Invocation current = invocation;
    if (current == null) {
      throw new IllegalStateException("there is no invocation in this request scope");
    }
    return current;
  }

  @Override
  public String handler() {
    return current().handler();
  }

  @Override
  public String tag() {
    return current().tag();
  }

  @Override
  public List<String> peers() {
    return current().peers();
  }

  @Override
  public Duration remaining() {
    return current().remaining();
  }

  @Override
  public Map<String, List<String>> headers() {
    return current().headers();
  }

  @Override
  public Optional<String> requestId() {
    return current().requestId();
  }

  @Override
  public Optional<Caller> caller() {
    return current().caller();
  }

  @Override
  public Optional<String> traceParent() {
    return current().traceParent();
  }
}
