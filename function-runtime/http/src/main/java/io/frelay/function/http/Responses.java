package io.frelay.function.http;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.RoutingContext;

/** Sends answers to callers, also to those that are in the middle of something. */
final class Responses {
  /**
   * Bytes that are read of a body that is too big; beyond them the caller has no right to an
   * answer.
   */
  private static final long MAX_THROWN_AWAY = 1L << 30;

  private static final int NO_CONTENT = 204;

  private Responses() {}

  static void send(RoutingContext context, HttpAnswer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return; // the caller has gone
    }
    if (answer.status() == ErrorCode.METHOD_NOT_ALLOWED.httpStatus()) {
      response.putHeader("Allow", "POST");
    }
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(answer.json().length)).end();
    } else {
      response.end(Buffer.buffer(answer.json()));
    }
  }

  static void refuse(RoutingContext context, ErrorCode code, String message) {
    send(context, HttpAnswer.of(new FunctionException(code, message)));
  }

  /** A caller reads the answer once it has sent all: what still comes is thrown away. */
  static void tooBig(RoutingContext context, long longest) {
    String message = "the body has more than the %d bytes that this function takes";
    Runnable answer = () -> refuse(context, ErrorCode.TOO_BIG, message.formatted(longest));
    HttpServerRequest request = context.request();
    if (request.isEnded() || request.headers().contains("Expect")) {
      closeAfter(context);
      answer.run(); // it waits for it
      return;
    }
    request.endHandler(end -> answer.run());
    request.handler(
        more -> {
          if (request.bytesRead() > MAX_THROWN_AWAY) {
            request.connection().close();
          }
        });
    request.resume();
  }

  /** HTTP/2 has no such header: there the connection may go on. */
  static void closeAfter(RoutingContext context) {
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader("Connection", "close");
    }
  }

  /** The request target "*" (RFC 9110, section 9.3.7), which is no path to Vert.x. */
  static void allOfTheServer(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      context.response().putHeader("Allow", "POST").setStatusCode(NO_CONTENT).end();
    } else {
      refuse(context, ErrorCode.BAD_INPUT, "'*' is for OPTIONS only");
    }
  }

  /** The caller has left in the middle of its body: nobody is there for an answer. */
  static boolean isGone(RoutingContext context) {
    return context.response().closed()
        || context.failure() instanceof HttpClosedException
        || context.failure() instanceof StreamResetException;
  }
}
