package io.frelay.relay.cluster;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.MalformedMessageException;
import io.frelay.relay.accept.AdmissionHandler;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.HandshakeFailure;
import io.frelay.relay.authenticate.HandshakeTurns;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TlsHandler;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.rendezvous.Policy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * The owner's side of the trunk: whoever connects must be a relay, and may ask for one waiter. If
 * that is to be had, the connection is the second one of a match like any other.
 */
final class TrunkAcceptor implements AdmissionHandler {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.cluster");

  /** Time that a connection may stand without a request: longer than any relay keeps one. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final TrunkTls trunkTls;
  private final RelayTls relayTls;
  private final RelayConfig config;
  private final Policy policy;
  private final ClusterRendezvous rendezvous;

  /**
   * Of the trunk's port alone: however many parties come, the relays have their part of the CPU.
   */
  private final HandshakeTurns turns;

  TrunkAcceptor(
      TrunkTls trunkTls,
      RelayTls relayTls,
      RelayConfig config,
      Policy policy,
      ClusterRendezvous rendezvous) {
    this.trunkTls = trunkTls;
    this.relayTls = relayTls;
    this.config = config;
    this.policy = policy;
    this.rendezvous = rendezvous;
    this.turns = new HandshakeTurns(config.timeouts().handshake());
  }

  @Override
  public void admitted(Connection connection, RecordGate gate) {
    turns.admit(connection, gate, () -> begin(connection, gate));
  }

  private void begin(Connection connection, RecordGate gate) {
    try {
      SslHandler tls = trunkTls.server(connection.channel().alloc());
      RelayPipeline.put(connection.channel(), Place.OUTER_TLS, tls);
      RelayPipeline.put(connection.channel(), Place.REQUEST, new Handler(connection, gate, tls));
    } catch (GeneralSecurityException | SSLException | RuntimeException e) {
      LOG.error("no TLS for a connection of another relay", e);
      connection.close(CloseReason.INTERNAL_ERROR);
    }
  }

  /** Why the party may not meet the waiter, by this relay's own settings. */
  private Optional<CloseReason> objection(TrunkRequest request) {
    if (relayTls.isClosed(Instant.now())) {
      return Optional.of(CloseReason.REVOCATION_LIST_OVERDUE);
    }
    if (!policy.allows(request.party(), request.peer())) {
      return Optional.of(CloseReason.NOT_ALLOWED);
    }
    return relayTls.credentials().objection(request.certificate(), Instant.now());
  }

  /** Handler of one connection. */
  private final class Handler extends TlsHandler {
    private final Connection connection;
    private final RecordGate gate;
    private final SslHandler tls;
    private byte[] frame = new byte[TrunkRequest.HEADER];
    private int count;

    Handler(Connection connection, RecordGate gate, SslHandler tls) {
      this.connection = connection;
      this.gate = gate;
      this.tls = tls;
    }

    @Override
    protected void onHandshakeFailure(Throwable cause) {
      connection.close(HandshakeFailure.reasonOf(cause));
    }

    @Override
    protected void onInputEnd() {
      connection.close(
          connection.stage().compareTo(Stage.WAITING) < 0
              ? CloseReason.TRUNK_UNUSED
              : CloseReason.PARTY_LEFT);
    }

    @Override
    protected void onHandshake() {
      if (trunkTls.identify(connection, tls)) {
        gate.handshakeComplete();
        connection.setIdentity(new LogFields().add("trunk", "in"));
        connection.enter(Stage.REQUEST, IDLE, CloseReason.TRUNK_UNUSED);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        while (bytes.isReadable() && connection.stage() == Stage.REQUEST) {
          take(bytes);
        }
      } catch (MalformedMessageException e) {
        connection.close(CloseReason.MALFORMED_REQUEST);
      } finally {
        bytes.release();
      }
    }

    private void take(ByteBuf bytes) throws MalformedMessageException {
      int more = Math.min(bytes.readableBytes(), frame.length - count);
      bytes.readBytes(frame, count, more);
      count += more;
      int size = TrunkRequest.size(frame, count);
      if (size > frame.length) {
        frame = Arrays.copyOf(frame, size);
      } else if (count == size) {
        onRequest(TrunkRequest.decode(frame));
        frame = new byte[0];
      }
    }

    private void onRequest(TrunkRequest request) {
      connection.setIdentity(
          new LogFields()
              .add("trunk", "in")
              .add("user", request.party().user())
              .add("party", request.party().name())
              .add("peer", request.peer())
              .add("tag", request.tag()));
      connection.setGracefulClose(this::refuse);
      connection.setCertificate(request.certificate());
      connection.setRemoteAddress(request.address());
      Optional<CloseReason> objection = objection(request);
      if (objection.isPresent()) {
        connection.close(objection.get());
        return;
      }
      connection.memory().countFor(request.party().user(), Footprint.WAITING);
      Duration join = config.timeouts().join();
      if (!connection.enter(Stage.WAITING, join, CloseReason.JOIN_TIMEOUT)) {
        return; // its user holds most already
      }
      gate.requestComplete();
      Newcomer second = new Newcomer(arrival(request, join), request.hello());
      if (!rendezvous.handOver(request.waiter(), request.key(), second)) {
        connection.close(CloseReason.TRUNK_UNUSED);
      }
    }

    private Arrival arrival(TrunkRequest request, Duration join) {
      long now = System.nanoTime();
      return new Arrival(
          request.party(),
          AuthRequest.version2(request.peer(), request.tag(), join),
          now,
          now + join.toNanos(),
          connection,
          new TrunkSwitch(connection, gate));
    }

    private void refuse(CloseReason reason) {
      connection.channel().writeAndFlush(Unpooled.wrappedBuffer(TrunkAnswer.refused(reason)));
      connection.channel().close(); // by way of TLS, behind the answer
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connection.close(
          cause instanceof IOException
              ? CloseReason.TRUNK_UNUSED
              : HandshakeFailure.reasonOf(cause));
    }
  }
}
