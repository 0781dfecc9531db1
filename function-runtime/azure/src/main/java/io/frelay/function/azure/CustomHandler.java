package io.frelay.function.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.http.HttpAnswer;
import io.frelay.function.http.HttpContract;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.ExactJson;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The contract of the Functions host with a custom handler. HTTP requests come as they are, with
 * {@code enableForwardingHttpRequest} in host.json; without it, and from all other triggers, they
 * come as {@code POST /function} of {@link HostEnvelope}.
 *
 * <p>The function, which the path names last, is the handler. The function {@code frelay} leaves it
 * to the request or the deployment, as {@code /} does elsewhere; one of any other name needs an
 * envelope or a header that says which.
 */
@Singleton
class CustomHandler implements HttpContract {
  /** The function that the host calls before an instance gets any other work. */
  private static final String WARM_UP = "/warmup";

  /** The function that is none in particular: on Azure each has to have a name. */
  private static final String DEFAULT = "frelay";

  private final Invoker invoker;

  @Inject
  CustomHandler(Invoker invoker) {
    this.invoker = invoker;
  }

  @Override
  public HttpAnswer answer(HttpInvocation request) throws FunctionException {
    Optional<HostEnvelope> envelope = envelope(request);
    if (envelope.isEmpty()) {
      return HttpAnswer.ok(invoker.invoke(forwarded(request), Optional.empty()));
    }
    if (request.path().equalsIgnoreCase(WARM_UP)) {
      return returned("{}".getBytes(StandardCharsets.UTF_8));
    }
    JsonNode payload = envelope.get().payload();
    return HostEnvelope.isHttp(payload)
        ? output(httpAnswer(HostEnvelope.request(payload, path(request), request.headers())))
        : returned(event(HostEnvelope.event(payload), path(request), request.headers()));
  }

  @Override
  public boolean takes(String function) {
    return function.equals(DEFAULT)
        || function.equalsIgnoreCase(WARM_UP.substring(1))
        || invoker.has(function);
  }

  /** The host adds nothing to its own requests that a caller's could not have: their form tells. */
  private static Optional<HostEnvelope> envelope(HttpInvocation request) {
    if (!request.method().equals("POST") || request.path().lastIndexOf('/') != 0) {
      return Optional.empty();
    }
    try {
      return HostEnvelope.of(ExactJson.MAPPER.readTree(request.body()));
    } catch (IOException e) {
      return Optional.empty(); // said better by whoever needs it to be JSON
    }
  }

  private HttpInvocation forwarded(HttpInvocation request) {
    return new HttpInvocation(
        request.method(), path(request), "/", request.headers(), request.body());
  }

  /**
   * Its last segment: all before it is the host's, {@code routePrefix} and more of a route. But a
   * route below one handler that ends in another stays as it is, and is refused: its key is for the
   * one.
   */
  private String path(HttpInvocation request) {
    String path = request.path().replaceFirst("/+$", "");
    String function = path.substring(path.lastIndexOf('/') + 1);
    boolean isBelowAnother =
        Arrays.stream(path.split("/", -1))
            .anyMatch(each -> !each.equals(function) && invoker.has(each));
    if (isBelowAnother) {
      return path;
    }
    return function.equals(DEFAULT) && !invoker.has(DEFAULT) ? "/" : "/" + function;
  }

  private HttpAnswer httpAnswer(HttpInvocation request) {
    try {
      return HttpAnswer.ok(invoker.invoke(request, Optional.empty()));
    } catch (FunctionException e) {
      return HttpAnswer.of(e);
    }
  }

  /** One of any other trigger: its function names the handler as a path does. */
  private byte[] event(byte[] body, String path, HttpHeaders headers) throws FunctionException {
    String function = path.equals("/") ? null : path.substring(1);
    Meeting named = new Meeting(function, null, null, null);
    return invoker.invoke(
        new Request(body, named, Optional.empty(), headers, Origin.UNKNOWN),
        invoker.has(function) ? function : null);
  }

  /**
   * The answer for the binding {@code res}; as text in ReturnValue for a binding {@code $return}.
   */
  private static HttpAnswer output(HttpAnswer answer) {
    ObjectNode response = ExactJson.MAPPER.createObjectNode();
    // Some versions of the host require status beside statusCode.
    String status = Integer.toString(answer.status());
    response.put("statusCode", status).put("status", status);
    ObjectNode headers = response.putObject("headers").put("Content-Type", "application/json");
    ErrorAnswer.header(answer.status())
        .ifPresent(header -> headers.put(header.getKey(), header.getValue()));
    response.put("body", text(answer.json()));
    ObjectNode host = ExactJson.MAPPER.createObjectNode();
    host.putObject("Outputs").set("res", response);
    return host(host, response.toString());
  }

  private static HttpAnswer returned(byte[] output) {
    ObjectNode host = ExactJson.MAPPER.createObjectNode();
    host.putObject("Outputs");
    return host(host, text(output));
  }

  private static HttpAnswer host(ObjectNode host, String returned) {
    host.putArray("Logs");
    host.put("ReturnValue", returned);
    return HttpAnswer.ok(host.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
