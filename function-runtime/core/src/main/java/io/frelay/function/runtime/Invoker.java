package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.WrongSessionException;
import io.frelay.function.BadInputException;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.runtime.warm.Warmth;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Runs invocations: secrets, then peers, then user logic on a thread of its own, then the answer.
 * Blocks the calling thread; safe for use by several. Each has a CDI request scope, where the
 * platform's adapter has none already.
 */
@ApplicationScoped
public class Invoker {
  private final Handlers handlers;
  private final ObjectMapper json;
  private final FunctionConfig config;
  private final PartySource party;
  private final WarmLinks warm;
  private final HandlerThreads threads = new HandlerThreads();
  private volatile boolean stopping;

  @Inject
  Invoker(
      Handlers handlers,
      ObjectMapper json,
      FunctionConfig config,
      PartySource party,
      WarmLinks warm) {
    this.handlers = handlers;
    this.json = json;
    this.config = config;
    this.party = party;
    this.warm = warm;
  }

  /** The peers of what still runs need not wait for this process to come back. */
  @PreDestroy
  void stop() {
    stopping = true;
    FrelayClient.abortAll();
    threads.stop();
  }

  /**
   * Runs the handler that the request names.
   *
   * @return its output as JSON
   * @throws FunctionException for whatever goes wrong, fit to be told to the caller
   */
  @ActivateRequestContext
  public byte[] invoke(Request request) throws FunctionException {
    return logged(log -> invoke(request, Envelope.decode(request.body(), json), null, log));
  }

  /**
   * The same of what came over HTTP.
   *
   * @param remaining how long the platform lets the invocation run, if it says so
   * @throws FunctionException for whatever goes wrong, fit to be told to the caller
   */
  @ActivateRequestContext
  public byte[] invoke(HttpInvocation http, Optional<Duration> remaining) throws FunctionException {
    Request request = new Request(http.body(), http.meeting(handlers::has), remaining);
    return logged(
        log -> {
          Envelope envelope = Envelope.decode(request.body(), json);
          boolean isRequest = envelope.isWrapped() || PlatformEvent.of(envelope).isPresent();
          if (http.isEvent() && !isRequest) {
            throw PlatformEvent.noEnvelope();
          }
          return invoke(request, envelope, http.pinned(handlers::has), log);
        });
  }

  /**
   * @param pinned the handler that it is in any case, or null
   */
  private byte[] invoke(Request request, Envelope body, String pinned, InvocationLog log)
      throws FunctionException {
    Optional<PlatformEvent.Recognised> event = PlatformEvent.of(body);
    if (event.isPresent() && event.get().isWarmUp()) {
      return PlatformEvent.WARM;
    }
    Envelope envelope = event.isPresent() ? event.get().request(json) : body;
    Meeting meeting =
        new Meeting(pinned, null, null, null).or(envelope.meeting()).or(request.headers());
    Handlers.Handler handler = handlers.get(handlerName(meeting));
    Object input =
        Input.read(
            envelope.input(),
            handler.input(),
            "handler " + handler.name(),
            (tokens, type) -> reader(type).readValue(tokens.asParser(json)));
    Output output =
        run(
            new Task<>(handler.code(), Handlers.purpose(handler), input),
            meeting,
            request.remaining().orElse(config.timeout()),
            log);
    try {
      return json.writeValueAsBytes(output.value());
    } catch (JsonProcessingException e) {
      throw new FunctionException(
          ErrorCode.HANDLER_FAILED, "the handler's output cannot be written as JSON", e);
    }
  }

  /** Of what is in an envelope, too: there the value's end is not the end. */
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
      throw new FunctionException(ErrorCode.BAD_INPUT, Input.MISSING);
    }
    return logged(
        log -> {
          Task<I> task = new Task<>(handler, handlers.purpose(handler), call.input());
          return (O) run(task, call.frelay(), config.timeout(), log).again();
        });
  }

  /** What to run when the peers are there; with the purpose of its sessions. */
  private record Task<I>(PeerHandler<I, ?> handler, String purpose, I input) {}

  private interface Work<T> {
    T run(InvocationLog log) throws FunctionException;
  }

  private static <T> T logged(Work<T> work) throws FunctionException {
    InvocationLog log = new InvocationLog();
    boolean unused = Thread.interrupted(); // whoever had the thread before left it behind
    try {
      return work.run(log);
    } catch (FunctionException e) {
      log.failed(e);
      throw e;
    }
  }

  /** Whether the application has a handler of that name. */
  public boolean has(String handler) {
    return handlers.has(handler);
  }

  private String handlerName(Meeting meeting) {
    return meeting.handler() != null ? meeting.handler() : config.handler().orElse(null);
  }

  private Output run(Task<?> task, Meeting meeting, Duration allowed, InvocationLog log)
      throws FunctionException {
    try {
      Deadline deadline = Deadline.in(TimeBudget.of(allowed, meeting.timeoutMs()));
      Party self = self();
      Session session = Session.of(self, meeting);
      log.resolved();
      Map<String, Link> links =
          Gathering.of(session.peers(), connector(task, self, session.tag()), deadline);
      log.connected();
      ConnectedPeers peers =
          new ConnectedPeers(self.credentials().party(), session.tag(), deadline, links);
      Output output = run(task, peers, deadline);
      log.done(session);
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FunctionException(ErrorCode.STOPPING, "the function is being stopped", e);
    }
  }

  private Gathering.Connector connector(Task<?> task, Party self, String tag) {
    String purpose = task.purpose();
    Optional<Warmth> warmth = Warmth.of(task.handler().getClass());
    if (warmth.isPresent()) {
      return warm.connector(self, tag, purpose, warmth.get());
    }
    FrelayClient client = new FrelayClient(self.relays(), self.credentials(), self.options());
    return (peer, until) ->
        new RelayedLink(client.connect(peer, tag, purpose, TimeBudget.left(until)));
  }

  private Party self() throws FunctionException {
    try {
      return party.current();
    } catch (SecretsException e) {
      throw new FunctionException(ErrorCode.BAD_SECRETS, e.getMessage(), e);
    }
  }

  private <I> Output run(Task<I> task, ConnectedPeers peers, Deadline deadline)
      throws FunctionException, InterruptedException {
    try {
      Output output =
          threads.run(
              () -> Output.await(task.handler().handle(task.input(), peers)), peers, deadline);
      requireRightSessions(peers);
      return output;
    } catch (ExecutionException e) { // an Error too: a platform's loop may end by one, and hang
      throw failure(e.getCause(), peers);
    }
  }

  /** A handler that only writes is not told, and what it wrote was given out to nobody. */
  private static void requireRightSessions(ConnectedPeers peers) throws FunctionException {
    for (Map.Entry<String, Link> each : peers.links().entrySet()) {
      Optional<WrongSessionException> wrong = each.getValue().wrongSession();
      if (wrong.isPresent()) {
        throw Failures.lost(each.getKey(), wrong.get(), wrong.get());
      }
    }
  }

  private FunctionException failure(Throwable e, ConnectedPeers peers) {
    if (e instanceof BadInputException) {
      String why = e.getMessage() == null ? "the handler refuses the input" : e.getMessage();
      return new FunctionException(ErrorCode.BAD_INPUT, why, e);
    }
    for (Map.Entry<String, Link> each : peers.links().entrySet()) {
      if (each.getValue().failure() != null) {
        return Failures.lost(each.getKey(), each.getValue().failure(), e);
      }
    }
    if (stopping && e instanceof InterruptedException) {
      return new FunctionException(ErrorCode.STOPPING, "the function is being stopped", e);
    }
    return new FunctionException(
        ErrorCode.HANDLER_FAILED,
        "the handler failed with %s; the function's log says why"
            .formatted(e.getClass().getSimpleName()),
        e);
  }
}
