package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.PeerTlsException;
import io.frelay.client.TlsFacts;
import io.frelay.client.TraceContext;
import io.frelay.client.WrongPeerException;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.credentials.PartyIdentity;
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
public final class EndToEnd {
  private static final int INPUT_BUFFER = 64 << 10;
  private static final byte[] NOTHING = {};

  private final TlsLayer identity;
  private final String peer;
  private final ApplicationProtocols protocols;
  private final SessionBinding binding;
  private final Optional<Supplier<Optional<TraceContext>>> trace;
  private Optional<TraceContext> peersTrace = Optional.empty();

  /** Without a relay; whoever reaches the listener could still join it with a relayed session. */
  public static EndToEnd direct(PartyIdentity party, String peer) {
    return new EndToEnd(
        party.endToEnd(),
        SessionBinding.direct(party.party(), peer),
        ApplicationProtocols.direct(),
        Optional.empty());
  }

  /** Through a relay. */
  public static EndToEnd relayed(
      PartyIdentity party,
      SessionBinding binding,
      ApplicationProtocols protocols,
      Optional<Supplier<Optional<TraceContext>>> trace) {
    return new EndToEnd(party.endToEnd(), binding, protocols, trace);
  }

  /**
   * @param binding what the peer is to confirm, if that is agreed on
   */
  private EndToEnd(
      TlsLayer identity,
      SessionBinding binding,
      ApplicationProtocols protocols,
      Optional<Supplier<Optional<TraceContext>>> trace) {
    this.identity = identity;
    peer = binding.peer();
    this.protocols = protocols;
    this.binding = binding;
    this.trace = trace;
  }

  /** Begins as the client, in case that this becomes our role. */
  public EarlyHello sayHello() throws FrelayException {
    try {
      return EarlyHello.of(identity.engine(Role.CLIENT, peer, protocols.offered()));
    } catch (SSLException e) {
      throw failure(peer, e);
    }
  }

  /**
   * Shakes hands over a connection that now belongs to the two parties alone. On failure the peer
   * has been told why and the connection is left to the caller to close.
   */
  public TlsStream handshake(TcpConnection tcp, Role role, Deadline deadline)
      throws FrelayException {
    List<String> known = role == Role.CLIENT ? protocols.offered() : protocols.accepted();
    return handshake(tcp, identity.engine(role, peer, known), NOTHING, deadline);
  }

  /**
   * The same as the client that has begun already.
   *
   * @param delivered whether the peer has been sent the ClientHello
   */
  public TlsStream handshake(
      TcpConnection tcp, EarlyHello early, boolean delivered, Deadline deadline)
      throws FrelayException {
    byte[] unsent = delivered ? NOTHING : early.hello().records();
    return handshake(tcp, early.engine(), unsent, deadline);
  }

  private TlsStream handshake(TcpConnection tcp, SSLEngine engine, byte[] unsent, Deadline deadline)
      throws FrelayException {
    tcp.boundReads(deadline);
    TlsStream tls = TlsStream.toTheEnd(engine, new InputBuffer(tcp.in(), INPUT_BUFFER), tcp.out());
    try {
      tcp.out().write(unsent);
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
      tcp.boundReads(null);
      return tls;
    } catch (SSLException e) {
      letAlertArrive(tcp, deadline);
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
    byte[] ours = TraceExtension.encode(trace.flatMap(Supplier::get));
    return ByteBuffer.allocate(ours.length + session.length).put(ours).put(session).array();
  }

  /** It has come with the last of the handshake, so this waits for nothing. */
  private static Optional<TraceContext> readTrace(TlsStream tls) throws IOException {
    byte[] said = new byte[TraceExtension.BYTES];
    int filled = 0;
    while (filled < said.length) {
      int count = tls.read(said, filled, said.length - filled);
      if (count < 0) {
        throw new EOFException("the connection ended inside the trace context");
      }
      filled += count;
    }
    return TraceExtension.decode(said);
  }

  /** Returns whether the peer and we have agreed to say first which session we mean. */
  public static boolean isBound(TlsStream tls) {
    return SessionBinding.isAgreed(TraceExtension.inside(tls.facts().applicationProtocol()));
  }

  private static boolean isTraced(TlsStream tls) {
    return TraceExtension.isAgreed(tls.facts().applicationProtocol());
  }

  /** Trace that the peer has said this is a part of. */
  public Optional<TraceContext> peersTrace() {
    return peersTrace;
  }

  /** Input from the peer, for the streams. */
  public PeerInput input(TlsStream tls) {
    return isBound(tls) ? PeerInput.bound(tls, binding) : PeerInput.unbound(tls);
  }

  /** Facts of the TLS, without how the session is bound. */
  public TlsFacts facts(TlsStream tls) {
    TlsFacts facts = tls.facts();
    return new TlsFacts(
        facts.protocol(),
        facts.cipherSuite(),
        ApplicationProtocols.withoutNamedStreams(agreedInside(tls)));
  }

  /** Returns whether the peer and we know named streams over the session. */
  public static boolean knowsNamedStreams(TlsStream tls) {
    return ApplicationProtocols.haveNamedStreams(agreedInside(tls));
  }

  private static String agreedInside(TlsStream tls) {
    return SessionBinding.inside(TraceExtension.inside(tls.facts().applicationProtocol()));
  }

  public PeerIdentity identity(TlsStream tls) {
    return new PeerIdentity(peer, tls.peerChain().get(0));
  }

  private PeerTlsException vanished(String what, IOException cause) {
    return new PeerTlsException(
        "party %s %s; see its log for why, and whether it is still running".formatted(peer, what),
        true,
        cause);
  }

  public static FrelayException failure(String peer, SSLException failure) {
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
  private static void letAlertArrive(TcpConnection tcp, Deadline deadline) {
    tcp.boundReads(deadline.orIn(PeerConnection.LINGER));
    byte[] waste = new byte[1 << 12];
    try {
      tcp.shutdownOutput();
      while (tcp.in().read(waste) >= 0) {
        // what the peer sent before it knew
      }
    } catch (IOException e) {
      // The peer was quicker.
    }
  }
}
