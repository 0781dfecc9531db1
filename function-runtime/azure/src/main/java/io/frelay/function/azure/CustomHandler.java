package io.frelay.function.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.http.HttpAnswer;
import io.frelay.function.http.HttpCall;
import io.frelay.function.http.HttpContract;
import io.frelay.function.runtime.Headers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The contract of the Functions host with a custom handler. HTTP requests come as they are, with
 * {@code enableForwardingHttpRequest} in host.json; without it, and from all other triggers, they
 * come as {@code POST /function} of {@link HostEnvelope}.
 *
 * <p>A function that is named as a handler calls that one, unless the request says otherwise; any
 * other name says nothing, and the default is called.
 */
@Singleton
class CustomHandler implements HttpContract {
  private final Invoker invoker;
  private final ObjectMapper json;

  @Inject
  CustomHandler(Invoker invoker, ObjectMapper json) {
    this.invoker = invoker;
    this.json = json;
  }

  @Override
  public HttpAnswer answer(HttpCall call) throws FunctionException {
    Optional<HostEnvelope> envelope = envelope(call);
    if (envelope.isEmpty()) {
      return HttpAnswer.ok(invoke(call, call.path()));
    }
    JsonNode payload = envelope.get().payload();
    return HostEnvelope.isHttp(payload)
        ? output(httpAnswer(HostEnvelope.request(payload), call.path()))
        : returned(invoker.invoke(event(HostEnvelope.event(payload), call.path())));
  }

  /** The host adds nothing to its own requests that a caller's could not have: their form tells. */
  private Optional<HostEnvelope> envelope(HttpCall call) {
    if (!call.method().equals("POST") || call.path().lastIndexOf('/') != 0) {
      return Optional.empty();
    }
    try {
      return HostEnvelope.of(json.readTree(call.body()));
    } catch (IOException e) {
      return Optional.empty(); // said better by whoever needs it to be JSON
    }
  }

  private byte[] invoke(HttpCall call, String path) throws FunctionException {
    call.requireInvocation();
    Meeting meeting = Headers.meeting(call.headers()).or(named(path));
    return invoker.invoke(new Request(call.body(), meeting, Optional.empty()));
  }

  private HttpAnswer httpAnswer(HttpCall call, String path) {
    try {
      return HttpAnswer.ok(invoke(call, path));
    } catch (FunctionException e) {
      return HttpAnswer.of(e);
    }
  }

  private Request event(byte[] body, String path) {
    return new Request(body, named(path), Optional.empty());
  }

  private Meeting named(String path) {
    String function = path.substring(path.lastIndexOf('/') + 1);
    return invoker.has(function) ? new Meeting(function, null, null, null) : Meeting.DEFAULT;
  }

  /**
   * The answer for the binding {@code res}; as text in ReturnValue for a binding {@code $return}.
   */
  private HttpAnswer output(HttpAnswer answer) {
    ObjectNode response = json.createObjectNode();
    // Some versions of the host require status beside statusCode.
    String status = Integer.toString(answer.status());
    response.put("statusCode", status).put("status", status);
    response.putObject("headers").put("Content-Type", "application/json");
    response.put("body", text(answer.json()));
    ObjectNode host = json.createObjectNode();
    host.putObject("Outputs").set("res", response);
    return host(host, response.toString());
  }

  private HttpAnswer returned(byte[] output) {
    ObjectNode host = json.createObjectNode();
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
