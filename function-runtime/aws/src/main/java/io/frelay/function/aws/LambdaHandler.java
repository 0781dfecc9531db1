package io.frelay.function.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.frelay.function.Caller;
import io.frelay.function.CallerFront;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
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
 * {@link InvocationFailedException}. One that came over HTTP is answered with a status either way.
 */
@Named("frelay")
@Singleton
class LambdaHandler implements RequestStreamHandler {
  private static final int OK = 200;

  /**
   * Longest answer that Lambda returns, in bytes; of a longer one it says so itself, in an answer
   * of its own.
   */
  private static final int LONGEST_ANSWER = 6_291_556;

  /** The same of an Application Load Balancer: 1 MB. */
  private static final int LONGEST_BALANCED_ANSWER = 1 << 20;

  private final Invoker invoker;
  private final SqsBatch sqs;
  private final boolean isCallerTrusted;

  @Inject
  LambdaHandler(Invoker invoker, SqsBatch sqs, FunctionConfig config) {
    this.invoker = invoker;
    this.sqs = sqs;
    isCallerTrusted = config.caller().filter(each -> each == CallerFront.NONE).isEmpty();
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    byte[] event = in.readAllBytes();
    Optional<HttpEvent> http = HttpEvent.read(event);
    if (http.isPresent()) {
      out.write(overHttp(http.get(), context));
    } else if (sqs.takes(event)) {
      out.write(sqs.answer(event, () -> remaining(context)));
    } else {
      out.write(direct(request(event, context)));
    }
  }

  private Request request(byte[] event, Context context) {
    Optional<Caller> caller = isCallerTrusted ? LambdaCaller.of(context) : Optional.empty();
    return new Request(
        event,
        Meeting.DEFAULT,
        remaining(context),
        LambdaCaller.attributes(context),
        Origin.of(context.getAwsRequestId(), caller));
  }

  private static Optional<Duration> remaining(Context context) {
    return Optional.of(Duration.ofMillis(context.getRemainingTimeInMillis()));
  }

  private byte[] direct(Request request) {
    try {
      byte[] output = invoker.invoke(request);
      requireShort(output, LONGEST_ANSWER, "Lambda");
      return output;
    } catch (FunctionException e) {
      throw new InvocationFailedException(new String(ErrorAnswer.of(e), StandardCharsets.UTF_8));
    }
  }

  private byte[] overHttp(HttpEvent event, Context context) throws IOException {
    if (event.isHealthCheck()) {
      return event.answer(OK, "{}".getBytes(StandardCharsets.UTF_8));
    }
    try {
      HttpInvocation invocation = event.invocation(context.getAwsRequestId(), isCallerTrusted);
      byte[] answer = event.answer(OK, invoker.invoke(invocation, remaining(context)));
      if (event.isOfLoadBalancer()) {
        requireShort(answer, LONGEST_BALANCED_ANSWER, "a load balancer");
      }
      requireShort(answer, LONGEST_ANSWER, "Lambda");
      return answer;
    } catch (FunctionException e) {
      return event.answer(e.code().httpStatus(), ErrorAnswer.of(e));
    }
  }

  private static void requireShort(byte[] answer, int longest, String who)
      throws FunctionException {
    if (answer.length > longest) {
      throw new FunctionException(
          ErrorCode.HANDLER_FAILED,
          "the handler's output makes an answer of %d bytes; %s returns %d at most"
              .formatted(answer.length, who, longest));
    }
  }
}
