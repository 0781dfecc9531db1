package io.frelay.function.http;

import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Invoker;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * {@code POST /}, or {@code POST /handler}: the body is the input or the envelope around it, the
 * response's body is the output.
 */
@Singleton
@DefaultBean
class DirectContract implements HttpContract {
  @Inject Invoker invoker;

  @Override
  public HttpAnswer answer(HttpInvocation request) throws FunctionException {
    return HttpAnswer.ok(invoker.invoke(request, Optional.empty()));
  }

  @Override
  public boolean takes(String name) {
    return invoker.has(name);
  }
}
