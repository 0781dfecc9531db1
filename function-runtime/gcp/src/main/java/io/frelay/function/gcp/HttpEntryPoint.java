package io.frelay.function.gcp;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.Headers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;

/** One request: a POST of JSON, answered with JSON whatever happens. */
@Named("frelay-http")
@Singleton
class HttpEntryPoint implements HttpFunction {
  private static final int OK = 200;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int CONTENT_TOO_LARGE = 413;

  /** As much as Quarkus takes over HTTP unless told otherwise. */
  private static final int MOST_BYTES = 10 * 1024 * 1024;

  private final Invoker invoker;

  @Inject
  HttpEntryPoint(Invoker invoker) {
    this.invoker = invoker;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    if (!request.getMethod().equals("POST")) {
      response.appendHeader("Allow", "POST");
      answer(response, METHOD_NOT_ALLOWED, refusal("send a POST with JSON"));
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      answer(
          response, CONTENT_TOO_LARGE, refusal("the body has more than " + MOST_BYTES + " bytes"));
      return;
    }
    try {
      answer(response, OK, invoker.invoke(request(body, request)));
    } catch (FunctionException e) {
      answer(response, e.code().httpStatus(), ErrorAnswer.of(e));
    }
  }

  private static Request request(byte[] body, HttpRequest request) throws FunctionException {
    return new Request(
        body,
        Headers.meeting(name -> request.getFirstHeader(name).orElse(null)),
        PlatformTimeout.ofRequest());
  }

  private static byte[] refusal(String message) {
    return ErrorAnswer.of(new FunctionException(ErrorCode.BAD_INPUT, message));
  }

  private static void answer(HttpResponse response, int status, byte[] json) throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.getOutputStream().write(json);
  }
}
