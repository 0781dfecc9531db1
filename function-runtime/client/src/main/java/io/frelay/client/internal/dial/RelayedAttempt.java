package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import io.frelay.client.SessionFacts;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.client.internal.tls.EarlyHello;
import io.frelay.client.internal.tls.EndToEnd;
import io.frelay.client.internal.tls.OuterTls;
import io.frelay.client.internal.tls.TlsStream;
import io.frelay.credentials.PartyIdentity;
import io.frelay.protocol.Answer;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Preparation;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Refusal;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Attempts through one relay, layer by layer, in the version that {@link SpokenVersion} says. */
final class RelayedAttempt {
  /** The relay is to refuse this much before our own deadline, so that its answer still comes. */
  private static final Duration MAX_MARGIN = Duration.ofSeconds(1);

  /** A relay that has nothing to wait for takes no longer. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final RelayAddress relay;
  private final PartyIdentity party;
  private final DialOptions options;
  private final SessionBinding binding;
  private final SpokenVersion version;
  private final PreparedConnections prepared;
  private final PreparedConnections.Key key;
  private final Cancellation cancellation;
  private final Dialer dialer;
  private final RelayFailures failures;
  private final long started = System.nanoTime();
  private AttemptTarget target;
  private boolean repeatsAtOnce; // in another version, so that there is nothing to wait for
  private List<String> takers = List.of();
  private boolean isFirst = true;

  /**
   * @param binding which session this is for, wherever the two meet
   */
  RelayedAttempt(
      RelayAddress relay,
      PartyIdentity party,
      DialOptions options,
      SessionBinding binding,
      DialState state,
      Cancellation cancellation) {
    this.version = new SpokenVersion(relay, options.highestVersion(), state.versions());
    this.prepared = state.prepared();
    this.key = new PreparedConnections.Key(relay, party, options.proxies());
    this.cancellation = cancellation;
    this.relay = relay;
    this.party = party;
    this.options = options;
    this.binding = binding;
    this.dialer = new Dialer(options.proxies());
    this.failures = new RelayFailures(relay, party);
  }

  EstablishedConnection run(int number, AttemptTarget wanted)
      throws FrelayException, InterruptedException {
    target = wanted;
    repeatsAtOnce = false;
    takers = List.of();
    try {
      target.permit().await(target.deadline());
      return run(number);
    } finally {
      target.permit().close();
    }
  }

  /** Returns whether the next attempt goes about it in another way, and so need not wait. */
  boolean repeatsAtOnce() {
    return repeatsAtOnce;
  }

  RelayAddress relay() {
    return relay;
  }

  /** Relays that take this one's parties, as it said in the last attempt; mostly none. */
  List<String> takers() {
    return takers;
  }

  private EstablishedConnection run(int number) throws FrelayException {
    Optional<PreparedConnection> standing =
        target.takesPrepared() && isFirst && mayBePrepared()
            ? prepared.take(key)
            : Optional.empty();
    isFirst = false;
    if (standing.isPresent()) {
      try {
        return meet(standing.get(), number);
      } catch (StaleConnectionException e) {
        // The relay has not heard of us on it: as if it had not been there.
      }
    }
    SetupTimer timer = new SetupTimer(started);
    TcpConnection tcp = reach();
    cancellation.follow(tcp);
    boolean connected = false;
    try {
      EstablishedConnection met = meet(tcp, timer, number);
      connected = true;
      return met;
    } finally {
      if (!connected) {
        tcp.close();
      }
    }
  }

  /** Two round trips less: the relay knows us already. */
  private EstablishedConnection meet(PreparedConnection standing, int number)
      throws FrelayException, StaleConnectionException {
    TcpConnection tcp = standing.tcp();
    cancellation.follow(tcp);
    boolean connected = false;
    try {
      SetupTimer timer = new SetupTimer(started);
      EndToEnd endToEnd = endToEnd();
      Optional<EarlyHello> early = Optional.of(endToEnd.sayHello());
      Deadline deadline = target.deadline().orIn(target.peerTimeout());
      AuthRequest request = request(early, deadline.remaining()).with(Preparation.USED);
      standing.ask(request, deadline);
      tcp.boundReads(deadline);
      Ready ready = answer(standing.outer(), request);
      EstablishedConnection met =
          secured(tcp, standing.outer(), endToEnd, early, ready, timer, number);
      connected = true;
      return met;
    } finally {
      if (!connected) {
        standing.close();
      }
    }
  }

  private Ready answer(OuterTls outer, AuthRequest request) throws FrelayException {
    try {
      return ready(outer.answer(request));
    } catch (FrelayException e) {
      throw e;
    } catch (IOException e) {
      throw failures.noAnswer(e, target);
    }
  }

  /** Returns whether connections are prepared at all; a relay tells version 1 nothing of them. */
  private boolean mayBePrepared() {
    return options.prepared() > 0 && !version.isOld();
  }

  private TcpConnection reach() throws FrelayException {
    try {
      return dialer.dial(relay, target.deadline().orIn(options.connectTimeout()));
    } catch (ProxyException e) {
      throw e;
    } catch (IOException e) {
      throw failures.unreachable(e);
    }
  }

  private EstablishedConnection meet(TcpConnection tcp, SetupTimer timer, int number)
      throws FrelayException {
    timer.reached();
    tcp.boundReads(target.deadline().orIn(options.handshakeTimeout()));
    OuterTls outer = OuterTls.begin(tcp, relay, party.outer());
    EndToEnd endToEnd = endToEnd();
    // While the relay's answer is on its way: the time for this is there anyway.
    Optional<EarlyHello> early =
        version.isOld() ? Optional.empty() : Optional.of(endToEnd.sayHello());
    outer.handshake();
    version.met(outer);
    timer.authenticated();
    target.permit().close();
    Ready ready = awaitPeer(tcp, outer, early);
    return secured(tcp, outer, endToEnd, early, ready, timer, number);
  }

  private EndToEnd endToEnd() {
    return EndToEnd.relayed(party, binding, options.protocols(), options.trace());
  }

  private EstablishedConnection secured(
      TcpConnection tcp,
      OuterTls outer,
      EndToEnd endToEnd,
      Optional<EarlyHello> early,
      Ready ready,
      SetupTimer timer,
      int number)
      throws FrelayException {
    timer.joined();
    version.learn(outer, ready);
    if (mayBePrepared()) {
      prepared.allow(key, ready.standing());
    }
    if (ready.version() == 1) {
      tcp.keepWhole();
    }
    TlsStream tls = secure(tcp, endToEnd, ready, early);
    SessionFacts facts =
        new SessionFacts(
            Optional.of(outer.facts(ready.version())),
            ready.role(),
            endToEnd.facts(tls),
            EndToEnd.isBound(tls),
            timer.secured(),
            number);
    return EstablishedConnection.of(tcp, tls, endToEnd, facts);
  }

  private Ready awaitPeer(TcpConnection tcp, OuterTls outer, Optional<EarlyHello> early)
      throws FrelayException {
    boolean waits = !target.peerTimeout().isZero();
    Deadline deadline = target.deadline().orIn(waits ? target.peerTimeout() : ANSWER);
    tcp.boundReads(deadline);
    return ask(outer, request(early, waits ? deadline.remaining() : Duration.ZERO));
  }

  private TlsStream secure(
      TcpConnection tcp, EndToEnd endToEnd, Ready ready, Optional<EarlyHello> early)
      throws FrelayException {
    Deadline deadline = target.deadline().orIn(options.handshakeTimeout());
    return ready.role() == Role.CLIENT && early.isPresent()
        ? endToEnd.handshake(tcp, early.get(), ready.clientHelloDelivered(), deadline)
        : endToEnd.handshake(tcp, ready.role(), deadline);
  }

  private Ready ask(OuterTls outer, AuthRequest request) throws FrelayException {
    Deadline soon = Deadline.in(RelayVersions.SOON);
    try {
      return ready(outer.ask(request));
    } catch (FrelayException e) {
      throw e;
    } catch (IOException e) {
      if (!(e instanceof SocketTimeoutException)) {
        repeatsAtOnce = !soon.hasPassed() && version.giveUp(); // else it had understood, and waited
      }
      throw failures.noAnswer(e, target);
    }
  }

  private Ready ready(Answer answer) throws FrelayException {
    if (answer instanceof Refusal refusal) {
      takers = refusal.relays();
      throw failures.refused(refusal, target);
    }
    return (Ready) answer;
  }

  private AuthRequest request(Optional<EarlyHello> early, Duration remaining) {
    if (version.isOld()) {
      return AuthRequest.version1(target.peer(), target.tag());
    }
    Duration tenth = remaining.dividedBy(10);
    Duration margin = Durations.shorter(tenth, MAX_MARGIN);
    Duration wait = remaining.minus(margin);
    AuthRequest request =
        AuthRequest.version2(target.peer(), target.tag(), wait.isNegative() ? Duration.ZERO : wait)
            .with(mayBePrepared() ? Preparation.WANTED : Preparation.UNKNOWN);
    return early.map(each -> request.withClientHelloIfItFits(each.hello())).orElse(request);
  }
}
