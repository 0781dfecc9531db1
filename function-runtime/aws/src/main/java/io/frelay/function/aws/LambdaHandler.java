package io.frelay.function.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.Headers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One invocation. A direct one is the request itself, is answered with the output, and fails by an
 * {@link InvocationFailedException}. One that came by a function URL or an HTTP API is answered
 * with a status either way.
 */
@Named("frelay")
@Singleton
class LambdaHandler implements RequestStreamHandler {
  private static final int OK = 200;

  private final Invoker invoker;

  @Inject
  LambdaHandler(Invoker invoker) {
    this.invoker = invoker;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    Optional<Duration> remaining =
        Optional.of(Duration.ofMillis(context.getRemainingTimeInMillis()));
    byte[] event = in.readAllBytes();
    Optional<HttpEvent> http = HttpEvent.read(event);
    out.write(
        http.isPresent()
            ? overHttp(http.get(), remaining)
            : direct(new Request(event, Meeting.DEFAULT, remaining)));
  }

  private byte[] direct(Request request) {
    try {
      return invoker.invoke(request);
    } catch (FunctionException e) {
      throw new InvocationFailedException(new String(ErrorAnswer.of(e), StandardCharsets.UTF_8));
    }
  }

  private byte[] overHttp(HttpEvent event, Optional<Duration> remaining) throws IOException {
    try {
      Meeting headers = Headers.meeting(event::header);
      return HttpEvent.answer(OK, invoker.invoke(new Request(event.body(), headers, remaining)));
    } catch (FunctionException e) {
      return HttpEvent.answer(e.code().httpStatus(), ErrorAnswer.of(e));
    }
  }
}
