package io.frelay.function.gcp;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Invoker;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** One request: a POST of JSON, answered with JSON whatever happens. */
@Named("frelay-http")
@Singleton
class HttpEntryPoint implements HttpFunction {
  private static final int OK = 200;

  private final Invoker invoker;
  private final Stop stop;
  private final int mostBytes;

  @Inject
  HttpEntryPoint(Invoker invoker, Stop stop, FunctionConfig config) {
    this.invoker = invoker;
    this.stop = stop;
    mostBytes = Math.toIntExact(config.http().maxBody().asLongValue());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    try {
      stop.enter();
      try {
        answer(response, OK, invoker.invoke(invocation(request), PlatformTimeout.ofRequest()));
      } finally {
        stop.leave();
      }
    } catch (FunctionException e) {
      ErrorAnswer.header(e.code().httpStatus())
          .ifPresent(header -> response.appendHeader(header.getKey(), header.getValue()));
      answer(response, e.code().httpStatus(), ErrorAnswer.of(e));
    }
  }

  private HttpInvocation invocation(HttpRequest request) throws IOException, FunctionException {
    return new HttpInvocation(
        request.getMethod(),
        request.getPath(),
        "/",
        HttpHeaders.ofBytes(request.getHeaders()),
        body(request));
  }

  private byte[] body(HttpRequest request) throws IOException, FunctionException {
    InputStream in = request.getInputStream();
    byte[] body = in.readNBytes(mostBytes);
    // A caller reads the answer once it has sent all; the platform takes 32 MB at most.
    if (in.transferTo(OutputStream.nullOutputStream()) > 0) {
      throw new FunctionException(
          ErrorCode.TOO_BIG,
          "the body has more than the %d bytes that this function takes".formatted(mostBytes));
    }
    return body;
  }

  private static void answer(HttpResponse response, int status, byte[] json) throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.getOutputStream().write(json);
  }
}
