package io.frelay.function.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HandlerPath;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Running;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Requests for handlers: let in, read to the end, run on a worker thread, answered as JSON.
 *
 * <p>A {@code POST} to {@code /} or {@code /handler} comes here before it comes to any other route
 * of the application. What none of those has answered comes here last: it may be an invocation
 * below a gateway's part of the path, and is an error as JSON if not.
 */
@Singleton
class Frontend {
  private static final Logger LOG = Logger.getLogger(Frontend.class);

  /**
   * After who the caller is has been found out (negative orders), and before the bound that Quarkus
   * has for the bodies of all other routes, which would answer without JSON.
   */
  private static final int FIRST = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

  /** After everything, Quarkus REST too. */
  private static final int LAST = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 10_000;

  /** Key of a context that was let in. */
  private static final String ADMITTED = Frontend.class.getName();

  private static final int BAD_REQUEST = 400;

  /** By security and by the body readers of other routes. */
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 413);

  private final HttpContract contract;
  private final Running running;
  private final RequestIdentity identity;
  private final long longest;
  private final long longestOfAll;

  @Inject
  Frontend(
      HttpContract contract, Running running, RequestIdentity identity, FunctionConfig config) {
    this.contract = contract;
    this.running = running;
    this.identity = identity;
    longest = config.http().maxBody().asLongValue();
    longestOfAll = Math.max(longest, ofOtherRoutes());
  }

  private static long ofOtherRoutes() {
    return ConfigProvider.getConfig()
        .getOptionalValue("quarkus.http.limits.max-body-size", MemorySize.class)
        .map(MemorySize::asLongValue)
        .orElse(Long.MAX_VALUE);
  }

  void route(@Observes Router router) {
    take(router.route().order(FIRST), context -> isOwn(context) || isTooLong(context));
    take(router.route().order(LAST), context -> true).failureHandler(this::failed);
  }

  private Route take(Route route, Predicate<RoutingContext> which) {
    Handler<RoutingContext> body = BodyHandler.create(false).setBodyLimit(longest);
    List<Handler<RoutingContext>> steps = List.of(this::admit, body, this::dispatch);
    for (Handler<RoutingContext> each : steps) {
      route.handler(
          context -> {
            if (which.test(context)) {
              each.handle(context);
            } else {
              context.next();
            }
          });
    }
    return route;
  }

  /** Returns whether it is an invocation whatever other routes the application has. */
  private boolean isOwn(RoutingContext context) {
    return context.request().method().equals(HttpMethod.POST)
        && HandlerPath.of(context.normalizedPath(), mountPoint(context)).isOwn(contract::takes);
  }

  /** Quarkus's own answer to a body that is too long for every route would not be JSON. */
  private boolean isTooLong(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return length != null && Long.parseLong(length) > longestOfAll;
    } catch (NumberFormatException e) {
      return false; // said better by whoever reads the body
    }
  }

  private static String mountPoint(RoutingContext context) {
    return context.mountPoint() == null ? "/" : context.mountPoint();
  }

  /** Quarkus still serves HTTP in the shutdown delay, so that whoever comes now can be told. */
  void drain(@Observes ShutdownDelayInitiatedEvent stop) throws InterruptedException {
    running.drain();
  }

  private void admit(RoutingContext context) {
    if (!running.enter()) {
      Responses.closeAfter(context);
      Responses.refuse(context, ErrorCode.STOPPING, "the function is being stopped; send it again");
      return;
    }
    context.put(ADMITTED, true);
    context.addEndHandler(ended -> running.leave());
    context.next();
  }

  private void dispatch(RoutingContext context) {
    Buffer body = context.body().buffer();
    if (body != null && body.length() > longest) { // read already, within the bound of other routes
      Responses.tooBig(context, longest);
      return;
    }
    Callable<Void> work =
        () -> {
          run(context, body == null ? new byte[0] : body.getBytes());
          return null;
        };
    context.vertx().executeBlocking(work, false).onFailure(context::fail);
  }

  private void run(RoutingContext context, byte[] body) {
    HttpServerRequest request = context.request();
    HttpInvocation invocation =
        new HttpInvocation(
            request.method().name(),
            context.normalizedPath(),
            mountPoint(context),
            HttpHeaders.ofBytes(lines(request)),
            body);
    HttpAnswer answer = identity.as(context, () -> answer(invocation));
    if (answer.status() == ErrorCode.UNAUTHENTICATED.httpStatus()) {
      identity.challenge(context).forEach(context.response()::putHeader);
    }
    Responses.send(context, answer);
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

  private static HttpAnswer unforeseen(Throwable problem) {
    LOG.error("the invocation failed in an unforeseen way", problem);
    return HttpAnswer.of(
        new FunctionException(
            ErrorCode.HANDLER_FAILED, "the invocation failed; the function's log says why"));
  }

  private void failed(RoutingContext context) {
    if (context.request().uri().equals("*")) {
      Responses.allOfTheServer(context);
    } else if (hasNoHost(context)) {
      Responses.refuse(context, ErrorCode.BAD_INPUT, "the request has no header Host");
    } else if (context.get(ADMITTED) == null && !isRefusedBefore(context)) {
      context.next(); // another route's, which fails in its own way
    } else {
      failedInvocation(context);
    }
  }

  private void failedInvocation(RoutingContext context) {
    switch (status(context)) {
      case 401 ->
          Responses.refuse(
              context, ErrorCode.UNAUTHENTICATED, "the request does not say who calls");
      case 403 -> Responses.refuse(context, ErrorCode.FORBIDDEN, "the caller may not do this");
      case 413 -> Responses.tooBig(context, longest);
      case BAD_REQUEST -> Responses.refuse(context, ErrorCode.BAD_INPUT, "the body cannot be read");
      default -> {
        if (!Responses.isGone(context)) {
          Responses.send(context, unforeseen(context.failure()));
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
    boolean isForbidden = context.failure() instanceof ForbiddenException;
    return isForbidden ? ErrorCode.FORBIDDEN.httpStatus() : context.statusCode();
  }

  /** Such a request comes to no route. */
  private static boolean hasNoHost(RoutingContext context) {
    HttpServerRequest request = context.request();
    return context.statusCode() == BAD_REQUEST
        && request.version() == HttpVersion.HTTP_1_1
        && request.getHeader("Host") == null;
  }

  /** Returns whether an invocation, as far as one can tell, was refused before it was let in. */
  private boolean isRefusedBefore(RoutingContext context) {
    return REFUSALS.contains(status(context))
        && context.request().method().equals(HttpMethod.POST)
        && HandlerPath.of(context.normalizedPath(), mountPoint(context)).mayBeFor(contract::takes);
  }
}
