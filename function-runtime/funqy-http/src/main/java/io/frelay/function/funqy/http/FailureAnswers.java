package io.frelay.function.funqy.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers with the error that a function ended with. The binding itself answers each with 500 and
 * the number under which it is in the log, and a body that is not JSON with 400 and nothing.
 */
@Singleton
class FailureAnswers {
  private static final int BAD_REQUEST = 400;

  void register(@Observes Router router) {
    router.route().failureHandler(FailureAnswers::answer);
  }

  private static void answer(RoutingContext context) {
    if (context.failure() != null
        && context.failure().getCause() instanceof FunctionException failure) {
      answer(context, failure);
    } else if (context.failure() == null && context.statusCode() == BAD_REQUEST) {
      answer(context, new FunctionException(ErrorCode.BAD_INPUT, "the body is not JSON"));
    } else {
      context.next();
    }
  }

  private static void answer(RoutingContext context, FunctionException failure) {
    context
        .response()
        .setStatusCode(failure.code().httpStatus())
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(ErrorAnswer.of(failure)));
  }
}
