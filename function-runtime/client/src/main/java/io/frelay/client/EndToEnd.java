package io.frelay.client;

import io.frelay.client.session.SessionBinding;
import io.frelay.credentials.PeerCheck.WrongNameException;
import io.frelay.credentials.TlsLayer;
import io.frelay.protocol.Role;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The TLS between the two parties, the same through a relay and over a direct connection. */
final class EndToEnd {
  private static final int INPUT_BUFFER = 64 << 10;
  private static final byte[] NOTHING = {};
  private static final byte[] NO_TRACE = new byte[TraceContext.BYTES];

  private final TlsLayer identity;
  private final String peer;
  private final List<String> offered;
  private final List<String> accepted;
  private final SessionBinding binding;
  private final Optional<Supplier<Optional<TraceContext>>> trace;
  private Optional<TraceContext> peersTrace = Optional.empty();

  /** Without a relay; whoever reaches the listener could still join it with a relayed session. */
  static EndToEnd direct(PartyCredentials credentials, String peer) {
    List<String> protocols = SessionBinding.offer(List.of());
    return new EndToEnd(
        credentials.endToEnd(),
        SessionBinding.direct(credentials.party(), peer),
        protocols,
        protocols,
        Optional.empty());
  }

  /** Through a relay. */
  static EndToEnd relayed(
      PartyCredentials credentials, SessionBinding binding, ClientOptions options) {
    return new EndToEnd(
        credentials.endToEnd(), binding, options.offered(), options.accepted(), options.trace());
  }

  /**
   * @param binding what the peer is to confirm, if that is agreed on
   * @param offered to the peer by ALPN, as the client
   * @param accepted of what the peer offers, as the server
   */
  private EndToEnd(
      TlsLayer identity,
      SessionBinding binding,
      List<String> offered,
      List<String> accepted,
      Optional<Supplier<Optional<TraceContext>>> trace) {
    this.identity = identity;
    peer = binding.peer();
    this.offered = offered;
    this.accepted = accepted;
    this.binding = binding;
    this.trace = trace;
  }

  /** Begins as the client, in case that this becomes our role. */
  EarlyHello sayHello() throws FrelayException {
    try {
      return EarlyHello.of(identity.engine(Role.CLIENT, peer, offered));
    } catch (SSLException e) {
      throw failure(peer, e);
    }
  }

  /**
   * Shakes hands over a connection that now belongs to the two parties alone. On failure the peer
   * has been told why and the connection is left to the caller to close.
   */
  TlsStream handshake(Wire wire, Role role, Deadline deadline) throws FrelayException {
    List<String> protocols = role == Role.CLIENT ? offered : accepted;
    return handshake(wire, identity.engine(role, peer, protocols), NOTHING, deadline);
  }

  /**
   * The same as the client that has begun already.
   *
   * @param delivered whether the peer has been sent the ClientHello
   */
  TlsStream handshake(Wire wire, EarlyHello early, boolean delivered, Deadline deadline)
      throws FrelayException {
    byte[] unsent = delivered ? NOTHING : early.hello().records();
    return handshake(wire, early.engine(), unsent, deadline);
  }

  private TlsStream handshake(Wire wire, SSLEngine engine, byte[] unsent, Deadline deadline)
      throws FrelayException {
    wire.boundReads(deadline);
    TlsStream tls =
        TlsStream.toTheEnd(engine, new InputBuffer(wire.in(), INPUT_BUFFER), wire.out());
    try {
      wire.out().write(unsent);
      tls.handshakeUpToWrite();
      if (isBound(tls)) {
        byte[] ours = ourFirst(engine, tls);
        tls.write(ours, 0, ours.length);
      } else {
        tls.flushLastWord();
      }
      if (isTraced(tls) && !engine.getUseClientMode()) {
        peersTrace = readTrace(tls);
      }
      wire.boundReads(null);
      return tls;
    } catch (SSLException e) {
      letAlertArrive(wire, deadline);
      throw failure(peer, e);
    } catch (EOFException e) {
      throw vanished("went away during the end-to-end handshake", e);
    } catch (SocketTimeoutException e) {
      throw vanished("did not finish the end-to-end handshake in time", e);
    } catch (IOException e) {
      throw vanished("was lost during the end-to-end handshake (" + e.getMessage() + ")", e);
    }
  }

  /** Which trace this is part of, if we are to say that, and which session we mean. */
  private byte[] ourFirst(SSLEngine engine, TlsStream tls) {
    byte[] session = binding.encode();
    if (!isTraced(tls) || !engine.getUseClientMode()) {
      return session;
    }
    byte[] ours = trace.flatMap(Supplier::get).map(TraceContext::encode).orElse(NO_TRACE);
    return ByteBuffer.allocate(ours.length + session.length).put(ours).put(session).array();
  }

  /** It has come with the last of the handshake, so this waits for nothing. */
  private static Optional<TraceContext> readTrace(TlsStream tls) throws IOException {
    byte[] said = new byte[TraceContext.BYTES];
    int filled = 0;
    while (filled < said.length) {
      int count = tls.read(said, filled, said.length - filled);
      if (count < 0) {
        throw new EOFException("the connection ended inside the trace context");
      }
      filled += count;
    }
    return TraceContext.decode(said);
  }

  /** Whether the peer and we have agreed to say first which session we mean. */
  static boolean isBound(TlsStream tls) {
    return SessionBinding.isAgreed(TraceContext.inside(tls.facts().applicationProtocol()));
  }

  private static boolean isTraced(TlsStream tls) {
    return TraceContext.isAgreed(tls.facts().applicationProtocol());
  }

  /** Of which trace the peer has said that this is a part. */
  Optional<TraceContext> peersTrace() {
    return peersTrace;
  }

  /** What the peer sends, for the streams. */
  PeerInput input(TlsStream tls) {
    return isBound(tls) ? PeerInput.bound(tls, binding) : PeerInput.unbound(tls);
  }

  /** What was agreed on, but for how the session is bound. */
  TlsFacts facts(TlsStream tls) {
    TlsFacts facts = tls.facts();
    return new TlsFacts(
        facts.protocol(),
        facts.cipherSuite(),
        SessionBinding.inside(TraceContext.inside(facts.applicationProtocol())));
  }

  PeerIdentity identity(TlsStream tls) {
    return new PeerIdentity(peer, tls.peerChain().get(0));
  }

  private PeerTlsException vanished(String what, IOException cause) {
    return new PeerTlsException(
        "party %s %s; see its log for why, and whether it is still running".formatted(peer, what),
        true,
        cause);
  }

  static FrelayException failure(String peer, SSLException failure) {
    Optional<WrongNameException> wrong = TlsDiagnosis.cause(failure, WrongNameException.class);
    if (wrong.isPresent()) {
      return new WrongPeerException(
          "the other end is not party %s: its certificate names %s; check which party runs there"
              .formatted(peer, String.join(", ", wrong.get().names())),
          peer,
          wrong.get().names(),
          failure);
    }
    return new PeerTlsException(
        "end-to-end TLS with party %s failed: %s"
            .formatted(peer, TlsDiagnosis.of(failure, "USER_CA", "PARTY_CERT")),
        false,
        failure);
  }

  /** As in {@link PeerConnection#close}: a reset must not overtake the alert. */
  private static void letAlertArrive(Wire wire, Deadline deadline) {
    wire.boundReads(deadline.orIn(PeerConnection.LINGER));
    byte[] waste = new byte[1 << 12];
    try {
      wire.shutdownOutput();
      while (wire.in().read(waste) >= 0) {
        // what the peer sent before it knew
      }
    } catch (IOException e) {
      // The peer was quicker.
    }
  }
}
