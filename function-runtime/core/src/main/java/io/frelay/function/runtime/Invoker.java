package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.frelay.client.Deadline;
import io.frelay.function.Call;
import io.frelay.function.CallerFront;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.runtime.Execution.Task;
import io.frelay.function.runtime.Execution.UnwritableOutputException;
import io.frelay.function.secrets.PartySource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs invocations: who calls and what with, then secrets, then peers, then user logic on a thread
 * of its own, then the answer. Blocks the calling thread; safe for use by several. Each has a CDI
 * request scope, where the platform's adapter has none already.
 */
@ApplicationScoped
public class Invoker {
  private final Handlers handlers;
  private final ObjectMapper json;
  private final FunctionConfig config;
  private final Execution execution;
  private final Surroundings surroundings;
  private final Allowed allowed;

  @Inject
  Invoker(
      Handlers handlers,
      ObjectMapper json,
      FunctionConfig config,
      PartySource party,
      WarmLinks warm,
      Surroundings surroundings) {
    this(
        handlers,
        json,
        config,
        new Execution(party, warm, surroundings, config.preparedConnections()),
        surroundings,
        new Allowed(config.allow()));
  }

  /** For another party than the application's own. */
  Invoker(
      Handlers handlers,
      ObjectMapper json,
      FunctionConfig config,
      Execution execution,
      Surroundings surroundings,
      Allowed allowed) {
    this.handlers = handlers;
    this.json = json;
    this.config = config;
    this.execution = execution;
    this.surroundings = surroundings;
    this.allowed = allowed;
  }

  /** For an application with nothing else in it. */
  Invoker(
      Handlers handlers,
      ObjectMapper json,
      FunctionConfig config,
      PartySource party,
      WarmLinks warm) {
    this(handlers, json, config, party, warm, Surroundings.NONE);
  }

  @PreDestroy
  void stop() {
    execution.stop();
  }

  /**
   * Runs the handler that the request names.
   *
   * @return its output as JSON
   * @throws FunctionException for whatever goes wrong, fit to be told to the caller
   */
  @ActivateRequestContext
  public byte[] invoke(Request request) throws FunctionException {
    return invoke(request, (String) null);
  }

  /**
   * The same of what a platform delivers to a path that names a handler of the application: it goes
   * before the envelope.
   *
   * @throws FunctionException for whatever goes wrong, fit to be told to the caller
   */
  @ActivateRequestContext
  public byte[] invoke(Request request, String pinned) throws FunctionException {
    return begun(
        request.headers(),
        request.origin(),
        allowed(request),
        (invocation, watch) ->
            invoke(request, Envelope.decode(request.body(), json), pinned, invocation, watch));
  }

  /**
   * The same of what came over HTTP.
   *
   * @param remaining how long the platform lets the invocation run, if it says so
   * @throws FunctionException for whatever goes wrong, fit to be told to the caller
   */
  @ActivateRequestContext
  public byte[] invoke(HttpInvocation http, Optional<Duration> remaining) throws FunctionException {
    Request request =
        new Request(
            http.body(),
            http.meeting(handlers::has),
            remaining,
            http.headers(),
            http.origin(config.caller().orElse(CallerFront.NONE)));
    return begun(
        request.headers(),
        request.origin(),
        allowed(request),
        (invocation, watch) -> {
          Envelope envelope = Envelope.decode(request.body(), json);
          boolean isRequest = envelope.isWrapped() || PlatformEvent.of(envelope).isPresent();
          if (http.isEvent() && !isRequest) {
            throw PlatformEvent.noEnvelope();
          }
          return invoke(request, envelope, http.pinned(handlers::has), invocation, watch);
        });
  }

  /**
   * @param pinned the handler that it is in any case, or null
   */
  private byte[] invoke(
      Request request, Envelope body, String pinned, Invocation invocation, Observation watch)
      throws FunctionException {
    Optional<PlatformEvent.Recognised> event = PlatformEvent.of(body);
    if (event.isPresent() && event.get().isWarmUp()) {
      watch.warmed();
      return PlatformEvent.WARM;
    }
    Envelope envelope = event.isPresent() ? event.get().request(json) : body;
    Meeting meeting =
        new Meeting(pinned, null, null, null).or(envelope.meeting()).or(request.meeting());
    Handlers.Handler handler = handlers.get(handlerName(meeting));
    Deadline deadline = Deadline.in(TimeBudget.of(allowed(request), meeting.timeoutMs()));
    invocation.asks(handler.name(), meeting, deadline);
    invocation.takes(envelope.input());
    surroundings.admit(invocation, handler.type());
    allowed.require(handler.name(), meeting);
    Object input =
        HandlerInput.read(
            envelope.input(),
            handler.input(),
            "handler " + handler.name(),
            (tokens, type) -> reader(type).readValue(tokens.asParser(json)));
    PeerHandler<Object, Object> code = execution.made(handler, deadline);
    surroundings.check(code, handler.type(), input);
    Task<Object> task = new Task<>(code, Handlers.purpose(handler), input);
    return execution.run(task, this::written, meeting, deadline, invocation, watch);
  }

  private byte[] written(HandlerOutput output) throws UnwritableOutputException {
    try {
      return json.writeValueAsBytes(output.value());
    } catch (JsonProcessingException e) {
      throw new UnwritableOutputException(e);
    }
  }

  /** Reads what is in an envelope, too: there the value's end is not the end. */
  private ObjectReader reader(JavaType type) {
    return json.readerFor(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Calls a handler for a session: for functions of other frameworks, such as Funqy, that have read
   * the request themselves.
   *
   * @throws FunctionException for whatever goes wrong
   */
  @ActivateRequestContext
  @SuppressWarnings("unchecked") // what the handler has given
  public <I, O> O call(PeerHandler<I, O> handler, Call<I> call) throws FunctionException {
    if (call == null) {
      throw new FunctionException(ErrorCode.BAD_INPUT, HandlerInput.MISSING);
    }
    return begun(
        HttpHeaders.NONE,
        Origin.UNKNOWN,
        config.timeout(),
        (invocation, watch) -> {
          Meeting meeting = call.frelay();
          Deadline deadline = Deadline.in(TimeBudget.of(config.timeout(), meeting.timeoutMs()));
          Optional<Handlers.Handler> known = handlers.find(handler);
          String name = known.map(Handlers.Handler::name).orElse("");
          invocation.asks(name, meeting, deadline);
          if (known.isPresent()) {
            surroundings.admit(invocation, known.get().type());
          }
          allowed.require(name, meeting);
          I input = call.input();
          if (known.isPresent()) {
            surroundings.check(handler, known.get().type(), input);
          }
          Task<I> task = new Task<>(handler, handlers.purpose(handler), input);
          return (O)
              execution.run(task, HandlerOutput::again, meeting, deadline, invocation, watch);
        });
  }

  private interface Begun<T> {
    T run(Invocation invocation, Observation watch) throws FunctionException;
  }

  private <T> T begun(HttpHeaders headers, Origin origin, Duration allowed, Begun<T> work)
      throws FunctionException {
    boolean unused = Thread.interrupted(); // whoever had the thread before left it behind
    Invocation invocation = Invocation.begin(headers, origin, allowed);
    return surroundings.run(invocation, watch -> work.run(invocation, watch));
  }

  /** Returns whether the application has a handler of that name. */
  public boolean has(String handler) {
    return handlers.has(handler);
  }

  private String handlerName(Meeting meeting) {
    return meeting.handler() != null ? meeting.handler() : config.handler().orElse(null);
  }

  private Duration allowed(Request request) {
    return request.remaining().orElse(config.timeout());
  }
}
