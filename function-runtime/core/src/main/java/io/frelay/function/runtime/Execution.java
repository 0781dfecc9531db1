package io.frelay.function.runtime;

import io.frelay.client.ClientRuntime;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.FrelayException;
import io.frelay.client.WrongSessionException;
import io.frelay.function.BadInputException;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.runtime.program.ProgramException;
import io.frelay.function.runtime.warm.Warmth;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Runs tasks: secrets, then peers, then user logic on a thread of its own. */
final class Execution {
  private final PartySource party;
  private final WarmLinks warm;
  private final Surroundings surroundings;
  private final int prepared;
  private final ClientRuntime sessions = new ClientRuntime();
  private final HandlerThreads threads = new HandlerThreads();
  private volatile boolean stopping;

  Execution(PartySource party, WarmLinks warm, Surroundings surroundings, int prepared) {
    this.prepared = prepared;
    this.party = party;
    this.warm = warm;
    this.surroundings = surroundings;
  }

  /** Handler to run when the peers are there; with the purpose of its sessions. */
  record Task<I>(PeerHandler<I, ?> handler, String purpose, I input) {}

  /** Makes the answer of an output, while the peers are there and within the time. */
  interface Answerer<T> {
    T answer(HandlerOutput output) throws UnwritableOutputException;
  }

  /** Instead of an answer. */
  static final class UnwritableOutputException extends Exception {
    private static final long serialVersionUID = 1L;

    UnwritableOutputException(Exception cause) {
      super(cause);
    }
  }

  /** The peers of what still runs need not wait for this process to come back. */
  void stop() {
    stopping = true;
    sessions.abortAll();
    threads.stop();
  }

  /**
   * Makes a handler, within the time and on the thread that its code may take.
   *
   * @throws FunctionException if it cannot be made, or not in time
   */
  PeerHandler<Object, Object> made(Handlers.Handler handler, Deadline deadline)
      throws FunctionException {
    ConnectedPeers none = new ConnectedPeers("", "", deadline, Map.of(), InvocationGroup.NOBODY);
    try {
      return threads.run(handler::code, none, deadline);
    } catch (ExecutionException e) {
      throw failure(e.getCause(), none);
    } catch (InterruptedException e) {
      throw stopped(e);
    }
  }

  private static FunctionException stopped(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FunctionException(ErrorCode.STOPPING, "the function is being stopped", e);
  }

  <T> T run(
      Task<?> task,
      Answerer<T> answerer,
      Meeting meeting,
      Deadline deadline,
      Invocation invocation,
      Observation watch)
      throws FunctionException {
    try {
      Party self = self(meeting);
      Session session = Session.of(self, meeting);
      invocation.meets(session);
      watch.resolved();
      FrelayClient.Builder client = self.client().runtime(sessions).preparedConnections(prepared);
      watch.toPeers().ifPresent(client::trace);
      Gathering.Connector connector = connector(task, self, session.tag(), client.copy());
      Map<String, Link> links = Gathering.of(session.peers(), watched(connector, watch), deadline);
      watch.connected();
      String name = self.credentials().party();
      InvocationGroup.Connector group = InvocationGroup.over(client, task.purpose(), session, name);
      ConnectedPeers peers = new ConnectedPeers(name, session.tag(), deadline, links, group);
      return run(task, answerer, peers, deadline, watch);
    } catch (InterruptedException e) {
      throw stopped(e);
    }
  }

  private static Gathering.Connector watched(Gathering.Connector connector, Observation watch) {
    return (peer, until) -> {
      Instant begun = Instant.now();
      try {
        Link link = connector.connect(peer, until);
        watch.met(peer, begun, link.trace());
        return link;
      } catch (FrelayException e) {
        watch.missed(peer, begun, e);
        throw e;
      }
    };
  }

  private Gathering.Connector connector(
      Task<?> task, Party self, String tag, FrelayClient.Builder builder) {
    String purpose = task.purpose();
    Optional<Warmth> warmth = Warmth.of(task.handler().getClass());
    if (warmth.isPresent()) {
      return warm.connector(self, builder, tag, purpose, warmth.get());
    }
    FrelayClient client = builder.build();
    return (peer, until) ->
        new RelayedLink(client.connect(peer, tag, purpose, TimeBudget.left(until)));
  }

  private Party self(Meeting meeting) throws FunctionException {
    try {
      Party self = party.current();
      return meeting.relay() == null ? self : self.at(ChosenRelays.of(meeting.relay()));
    } catch (SecretsException e) {
      throw new FunctionException(ErrorCode.BAD_SECRETS, e.getMessage(), e);
    }
  }

  private <I, T> T run(
      Task<I> task,
      Answerer<T> answerer,
      ConnectedPeers peers,
      Deadline deadline,
      Observation watch)
      throws FunctionException, InterruptedException {
    try {
      T answer =
          threads.run(
              watch.handling(
                  () ->
                      answerer.answer(
                          HandlerOutput.await(task.handler().handle(task.input(), peers)))),
              peers,
              deadline);
      Optional<FunctionException> wrong = wrongSession(peers);
      if (wrong.isPresent()) {
        throw wrong.get();
      }
      return answer;
    } catch (ExecutionException e) { // an Error too: a platform's loop may end by one, and hang
      throw failure(e.getCause(), peers);
    }
  }

  /**
   * Tells of a session with another handler at the peer. A handler that only writes is not told,
   * and what it wrote was given out to nobody.
   */
  private static Optional<FunctionException> wrongSession(ConnectedPeers peers) {
    for (Map.Entry<String, Link> each : peers.links().entrySet()) {
      Optional<WrongSessionException> wrong = each.getValue().wrongSession();
      if (wrong.isPresent()) {
        return Optional.of(Failures.lost(each.getKey(), wrong.get(), wrong.get()));
      }
    }
    return Optional.empty();
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
    Optional<FunctionException> ofGroup = Failures.ofGroup(e, peers.self());
    if (ofGroup.isPresent()) {
      return wrongSession(peers).or(() -> ofGroup).get();
    }
    Optional<FunctionException> refusal = surroundings.refusal(e);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (stopping && e instanceof InterruptedException) {
      return new FunctionException(ErrorCode.STOPPING, "the function is being stopped", e);
    }
    return handlerFailed(e);
  }

  private static FunctionException handlerFailed(Throwable e) {
    if (e instanceof UnwritableOutputException) {
      return new FunctionException(
          ErrorCode.HANDLER_FAILED, "the handler's output cannot be written as JSON", e.getCause());
    }
    if (e instanceof ProgramException) {
      return new FunctionException(ErrorCode.HANDLER_FAILED, e.getMessage(), e);
    }
    return new FunctionException(
        ErrorCode.HANDLER_FAILED,
        "the handler failed with %s; the function's log says why"
            .formatted(e.getClass().getSimpleName()),
        e);
  }
}
