package io.frelay.function.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Running;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * All requests that nothing else in the application answers: let in, read to the end, run on a
 * worker thread, answered as JSON.
 */
@Singleton
class Frontend {
  private static final Logger LOG = Logger.getLogger(Frontend.class);

  /** Of a body that is too big; beyond it the caller has no right to an answer. */
  private static final long MOST_THROWN_AWAY = 1L << 30;

  private static final int NO_CONTENT = 204;

  private final HttpContract contract;
  private final Running running;
  private final RequestIdentity identity;
  private final FunctionConfig.Http config;

  @Inject
  Frontend(
      HttpContract contract, Running running, RequestIdentity identity, FunctionConfig config) {
    this.contract = contract;
    this.running = running;
    this.identity = identity;
    this.config = config.http();
  }

  void route(@Observes Router router) {
    int last = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT;
    router.route().order(last).handler(this::admit);
    router
        .route()
        .order(last + 1)
        .handler(BodyHandler.create(false).setBodyLimit(config.maxBody().asLongValue()))
        .blockingHandler(this::run, false)
        .failureHandler(this::failed);
  }

  /** Quarkus still serves HTTP in the shutdown delay, so that whoever comes now can be told. */
  void drain(@Observes ShutdownDelayInitiatedEvent stop) throws InterruptedException {
    running.drain();
  }

  private void admit(RoutingContext context) {
    if (!running.enter()) {
      closeAfter(context);
      refuse(context, ErrorCode.STOPPING, "the function is being stopped; send it again");
      return;
    }
    context.addEndHandler(ended -> running.leave());
    context.next();
  }

  private void run(RoutingContext context) {
    HttpServerRequest request = context.request();
    Buffer body = context.body().buffer();
    String mountPoint = context.mountPoint();
    HttpInvocation invocation =
        new HttpInvocation(
            request.method().name(),
            context.normalizedPath(),
            mountPoint == null ? "/" : mountPoint,
            HttpHeaders.ofBytes(lines(request)),
            body == null ? new byte[0] : body.getBytes());
    HttpAnswer answer = identity.as(context, () -> answer(invocation));
    if (answer.status() == ErrorCode.UNAUTHENTICATED.httpStatus()) {
      identity.challenge(context).forEach(context.response()::putHeader);
    }
    send(context, answer);
  }

  private static Map<String, List<String>> lines(HttpServerRequest request) {
    Map<String, List<String>> lines = new HashMap<>();
    for (String name : request.headers().names()) {
      lines.put(name, request.headers().getAll(name));
    }
    return lines;
  }

  private HttpAnswer answer(HttpInvocation invocation) {
    try {
      return contract.answer(invocation);
    } catch (FunctionException e) {
      return HttpAnswer.of(e);
    } catch (RuntimeException | Error e) { // an answer, never a stack trace, whatever happens
      return unforeseen(e);
    }
  }

  private HttpAnswer unforeseen(Throwable problem) {
    LOG.error("the invocation failed in an unforeseen way", problem);
    return HttpAnswer.of(
        new FunctionException(
            ErrorCode.HANDLER_FAILED, "the invocation failed; the function's log says why"));
  }

  private void failed(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.uri().equals("*")) {
      allOfTheServer(context);
      return;
    }
    switch (status(context)) {
      case 401 -> refuse(context, ErrorCode.UNAUTHENTICATED, "the request does not say who calls");
      case 403 -> refuse(context, ErrorCode.FORBIDDEN, "the caller may not do this");
      case 413 -> tooBig(context);
      case 400 -> {
        boolean noHost =
            request.version() == HttpVersion.HTTP_1_1 && request.getHeader("Host") == null;
        refuse(
            context,
            ErrorCode.BAD_INPUT,
            noHost ? "the request has no header Host" : "the body cannot be read");
      }
      default -> {
        if (!isGone(context)) {
          send(context, unforeseen(context.failure()));
        }
      }
    }
  }

  /** Quarkus's security fails a request with an exception alone. */
  private static int status(RoutingContext context) {
    if (context.failure() instanceof AuthenticationException
        || context.failure() instanceof UnauthorizedException) {
      return ErrorCode.UNAUTHENTICATED.httpStatus();
    }
    return context.failure() instanceof ForbiddenException
        ? ErrorCode.FORBIDDEN.httpStatus()
        : context.statusCode();
  }

  /** The request target "*" (RFC 9110, section 9.3.7), which is no path to Vert.x. */
  private void allOfTheServer(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      context.response().putHeader("Allow", "POST").setStatusCode(NO_CONTENT).end();
    } else {
      refuse(context, ErrorCode.BAD_INPUT, "'*' is for OPTIONS only");
    }
  }

  /** The caller has left in the middle of its body: nobody is there for an answer. */
  private static boolean isGone(RoutingContext context) {
    return context.response().closed()
        || context.failure() instanceof HttpClosedException
        || context.failure() instanceof StreamResetException;
  }

  /** HTTP/2 has no such header: there the connection may go on. */
  private static void closeAfter(RoutingContext context) {
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader("Connection", "close");
    }
  }

  /** A caller reads the answer once it has sent all: what still comes is thrown away. */
  private void tooBig(RoutingContext context) {
    long most = config.maxBody().asLongValue();
    String message = "the body has more than the %d bytes that this function takes";
    Runnable answer = () -> refuse(context, ErrorCode.TOO_BIG, message.formatted(most));
    HttpServerRequest request = context.request();
    if (request.isEnded() || request.headers().contains("Expect")) {
      closeAfter(context);
      answer.run(); // it waits for it
      return;
    }
    request.endHandler(end -> answer.run());
    request.handler(
        more -> {
          if (request.bytesRead() > MOST_THROWN_AWAY) {
            request.connection().close();
          }
        });
    request.resume();
  }

  private void refuse(RoutingContext context, ErrorCode code, String message) {
    send(context, HttpAnswer.of(new FunctionException(code, message)));
  }

  private static void send(RoutingContext context, HttpAnswer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return; // the caller has gone
    }
    ErrorAnswer.header(answer.status())
        .filter(header -> !response.headers().contains(header.getKey()))
        .ifPresent(header -> response.putHeader(header.getKey(), header.getValue()));
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(answer.json().length)).end();
    } else {
      response.end(Buffer.buffer(answer.json()));
    }
  }
}
