package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.ProxyException;
import io.frelay.client.RefusedException;
import io.frelay.client.RelayAddress;
import io.frelay.client.RelayUnreachableException;
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
import io.frelay.protocol.Ready;
import io.frelay.protocol.Refusal;
import io.frelay.protocol.RefusalCode;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Attempts through one relay, layer by layer. A relay that closes without a word soon after a
 * version 2 request may be a strict version 1 relay, or just have been restarted: the next attempt
 * is of version 1, at once, and if that fails too they alternate. {@link RelayVersions} remembers
 * what came of it.
 */
final class RelayedAttempt {
  /** The relay is to refuse this much before our own deadline, so that its answer still comes. */
  private static final Duration MAX_MARGIN = Duration.ofSeconds(1);

  /** A relay that has nothing to wait for takes no longer. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  /**
   * Whom to meet, and by when.
   *
   * @param patience with the peer, once the relay has the request; may be none
   * @param timeout of the whole call
   * @param deadline of this attempt
   * @param isLast whether there is no time for another one behind it
   * @param permit when to go
   */
  record Target(
      String peer,
      String tag,
      Duration patience,
      Duration timeout,
      Deadline deadline,
      boolean isLast,
      ReconnectPermit permit) {
    /**
     * The same for one relay of several.
     *
     * @param ofPatience how much of the patience with the peer is for this one
     * @param ofRound whether the round ends with it
     */
    Target part(Duration part, Duration ofPatience, boolean ofRound) {
      boolean last = part.compareTo(deadline.remaining()) >= 0;
      boolean enough = ofRound && patience.compareTo(timeout) < 0;
      return new Target(
          peer, tag, ofPatience, timeout, deadline.orIn(part), last || enough, permit);
    }
  }

  private final RelayAddress relay;
  private final PartyIdentity party;
  private final DialOptions options;
  private final SessionBinding binding;
  private final RelayVersions versions;
  private final Cancellation cancellation;
  private final Dialer dialer;
  private final long started = System.nanoTime();
  private Target target;
  private int version;
  private boolean repeatsAtOnce; // in another version, so that there is nothing to wait for
  private boolean suspected; // of knowing version 1 only, by the attempt before

  /**
   * @param binding which session this is for, wherever the two meet
   */
  RelayedAttempt(
      RelayAddress relay,
      PartyIdentity party,
      DialOptions options,
      SessionBinding binding,
      RelayVersions versions,
      Cancellation cancellation) {
    this.versions = versions;
    this.cancellation = cancellation;
    this.relay = relay;
    this.party = party;
    this.options = options;
    this.binding = binding;
    this.dialer = new Dialer(options.proxies());
    this.version = options.highestVersion();
  }

  EstablishedConnection run(int number, Target wanted)
      throws FrelayException, InterruptedException {
    target = wanted;
    repeatsAtOnce = false;
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

  private EstablishedConnection run(int number) throws FrelayException {
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

  private TcpConnection reach() throws FrelayException {
    try {
      return dialer.dial(relay, target.deadline().orIn(options.connectTimeout()));
    } catch (ProxyException e) {
      throw e;
    } catch (IOException e) {
      throw new RelayUnreachableException(
          "the relay %s cannot be reached (%s); check the address, and that the relay is running"
              .formatted(relay, reason(e)),
          e);
    }
  }

  private EstablishedConnection meet(TcpConnection tcp, SetupTimer timer, int number)
      throws FrelayException {
    timer.reached();
    tcp.boundReads(target.deadline().orIn(options.handshakeTimeout()));
    OuterTls outer = OuterTls.begin(tcp, relay, party.outer());
    EndToEnd endToEnd = EndToEnd.relayed(party, binding, options.protocols(), options.trace());
    // While the relay's answer is on its way: the time for this is there anyway.
    Optional<EarlyHello> early = version == 1 ? Optional.empty() : Optional.of(endToEnd.sayHello());
    outer.handshake();
    version = versionFor(outer);
    timer.authenticated();
    target.permit().close();
    Ready ready = awaitPeer(tcp, outer, early);
    timer.joined();
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
    boolean waits = !target.patience().isZero();
    Deadline deadline = target.deadline().orIn(waits ? target.patience() : ANSWER);
    tcp.boundReads(deadline);
    Ready ready = ready(outer, request(early, waits ? deadline.remaining() : Duration.ZERO));
    learn(outer, ready);
    return ready;
  }

  private TlsStream secure(
      TcpConnection tcp, EndToEnd endToEnd, Ready ready, Optional<EarlyHello> early)
      throws FrelayException {
    Deadline deadline = target.deadline().orIn(options.handshakeTimeout());
    return ready.role() == Role.CLIENT && early.isPresent()
        ? endToEnd.handshake(tcp, early.get(), ready.clientHelloDelivered(), deadline)
        : endToEnd.handshake(tcp, ready.role(), deadline);
  }

  private Ready ready(OuterTls outer, AuthRequest request) throws FrelayException {
    Answer answer;
    Deadline soon = Deadline.in(RelayVersions.SOON);
    try {
      answer = outer.ask(request);
    } catch (FrelayException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw peerTimeout(e);
    } catch (IOException e) {
      repeatsAtOnce = giveUpVersion(soon);
      throw new RelayUnreachableException(
          "the relay %s went away before it answered (%s); see its log for why"
              .formatted(relay, reason(e)),
          e);
    }
    if (answer instanceof Refusal refusal) {
      throw refused(refusal);
    }
    return (Ready) answer;
  }

  private int versionFor(OuterTls outer) {
    return versions.isOld(relay, outer.certificate()) ? 1 : version;
  }

  /** Returns whether to ask again at once, in version 1. */
  private boolean giveUpVersion(Deadline soon) {
    if (soon.hasPassed()) {
      return false; // it waited for the peer, and so had understood
    }
    boolean wasNew = version > 1;
    version = wasNew ? 1 : options.highestVersion();
    suspected = wasNew;
    return wasNew;
  }

  private void learn(OuterTls outer, Ready ready) {
    if (suspected && ready.version() == 1) {
      versions.noteOld(relay, outer.certificate());
    }
  }

  private AuthRequest request(Optional<EarlyHello> early, Duration remaining) {
    if (version == 1) {
      return AuthRequest.version1(target.peer(), target.tag());
    }
    Duration tenth = remaining.dividedBy(10);
    Duration margin = Durations.shorter(tenth, MAX_MARGIN);
    Duration wait = remaining.minus(margin);
    AuthRequest request =
        AuthRequest.version2(target.peer(), target.tag(), wait.isNegative() ? Duration.ZERO : wait);
    return early.map(each -> request.withClientHelloIfItFits(each.hello())).orElse(request);
  }

  private FrelayException refused(Refusal refusal) {
    if (refusal.code() == RefusalCode.PEER_TIMEOUT) {
      return peerTimeout(null);
    }
    return new RefusedException(
        "the relay %s refused party %s's request for party %s: %s (%s)"
            .formatted(
                relay, party.party(), target.peer(), refusal.message(), refusal.code().wireName()),
        refusal.message(),
        refusal.code());
  }

  private PeerTimeoutException peerTimeout(IOException cause) {
    return new PeerTimeoutException(
        "party %s%s did not come to %s within %s; we are party %s, tag '%s': check that it runs with"
                .formatted(
                    target.peer(),
                    party.user().isEmpty() ? "" : " of " + party.user(),
                    relay,
                    Deadline.text(target.timeout()),
                    party.party(),
                    target.tag())
            + " the same relay, user and tag",
        !target.isLast(),
        cause);
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "unknown host" : e.getMessage();
  }
}
