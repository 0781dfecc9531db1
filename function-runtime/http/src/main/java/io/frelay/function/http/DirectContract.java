package io.frelay.function.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.Headers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
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
  public HttpAnswer answer(HttpCall call) throws FunctionException {
    Meeting path = new Meeting(handler(call.path()), null, null, null);
    call.requireInvocation();
    Meeting meeting = Headers.meeting(call.headers()).or(path);
    return HttpAnswer.ok(invoker.invoke(new Request(call.body(), meeting, Optional.empty())));
  }

  private static String handler(String path) throws FunctionException {
    if (path.equals("/")) {
      return null;
    }
    String name = path.substring(1);
    if (name.contains("/")) {
      throw new FunctionException(
          ErrorCode.NOT_FOUND, "nothing is here: invocations go to / or to /handler");
    }
    return name;
  }
}
