package io.frelay.relay.authenticate;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.AuthRequestDecoder;
import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Names;
import io.frelay.protocol.Preparation;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CertificateMark;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.RelayMeters.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Handler of a party's outer TLS: first the outcome of the handshake, then the request. Who has not
 * begun its request after a moment has prepared its connection for later, if there is a place for
 * it.
 */
final class RequestHandler extends TlsHandler {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /** White space before the answer: the request is there, and the connection is alive. */
  private static final byte[] HEARD = {' '};

  private final Connection connection;
  private final RecordGate gate;
  private final RelayTls.Handshake handshake;
  private final RelayConfig config;
  private final RelayMeters meters;
  private final ArrivalHandler arrivals;
  private AuthRequestDecoder decoder; // once there is something to decode
  private final SlowestAnswer slowestAnswer = new SlowestAnswer();
  private PartyId party;
  private long requestNanos;
  private boolean requested;

  RequestHandler(
      Connection connection,
      RecordGate gate,
      RelayTls.Handshake handshake,
      RelayConfig config,
      RelayMeters meters,
      ArrivalHandler arrivals) {
    this.connection = connection;
    this.gate = gate;
    this.handshake = handshake;
    this.config = config;
    this.meters = meters;
    this.arrivals = arrivals;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    RelayPipeline.put(ctx.channel(), Place.ANSWER_TIMER, slowestAnswer);
  }

  @Override
  protected void onHandshakeFailure(Throwable cause) {
    connection.close(HandshakeFailure.reasonOf(cause));
  }

  @Override
  protected void onInputEnd() {
    connection.close(CloseReason.PARTY_LEFT);
  }

  @Override
  protected void onHandshake() {
    Optional<CloseReason> refused = identify();
    if (refused.isPresent()) {
      connection.close(refused.get());
      return;
    }
    gate.handshakeComplete();
    meters.authenticated();
    meters.took(Step.HANDSHAKE, connection.ageNanos());
    connection.setIdentity(identity());
    SSLSession session = handshake.handler().engine().getSession();
    connection.debug(
        "authenticated",
        new LogFields().add("tls", session.getProtocol()).add("cipher", session.getCipherSuite()));
    awaitRequest();
  }

  private void awaitRequest() {
    requestNanos = System.nanoTime();
    Duration limit = config.timeouts().request();
    if (config.timeouts().prepared().isZero()) {
      awaitRequest(limit);
    } else {
      Duration moment = limit.compareTo(MOMENT) < 0 ? limit : MOMENT;
      connection.enter(Stage.REQUEST, moment, () -> prepare(limit.minus(moment)));
    }
  }

  private void awaitRequest(Duration limit) {
    connection.enter(Stage.REQUEST, limit, CloseReason.REQUEST_TIMEOUT);
  }

  /** Lets it stand without a request, if it may; else that has to come in the time left. */
  private void prepare(Duration left) {
    if (decoder != null || !arrivals.prepared(party, connection)) {
      awaitRequest(left);
      return;
    }
    connection.memory().countPreparedFor(party.user(), Footprint.PREPARED);
    slowestAnswer.pause();
    connection.enter(Stage.PREPARED, config.timeouts().prepared(), CloseReason.PREPARED_TIMEOUT);
  }

  /** The first byte of its request is there. */
  private void begin() {
    decoder = new AuthRequestDecoder();
    if (connection.stage() != Stage.PREPARED) {
      return;
    }
    meters.took(Step.PREPARED, connection.stageNanos());
    requestNanos = System.nanoTime();
    awaitRequest(config.timeouts().request());
    identify().ifPresent(connection::close); // by the credentials that are in force by now
  }

  private Optional<CloseReason> identify() {
    try {
      X509Certificate certificate = handshake.certificate();
      connection.setCertificate(CertificateMark.of(certificate));
      party = PartyId.of(certificate, config.userWithoutO().orElse(Names.NO_USER)).orElse(null);
      return party == null ? Optional.of(CloseReason.UNNAMED_CERTIFICATE) : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.of(CloseReason.NO_CERTIFICATE);
    } catch (CertificateException e) {
      return Optional.of(HandshakeFailure.reasonOf(e));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (connection.stage() == Stage.CLOSED) {
        return; // refused, and on its way out
      }
      if (decoder == null) {
        begin();
      }
      if (connection.stage() == Stage.CLOSED) {
        return;
      }
      Optional<AuthRequest> request = decoder.feed(ByteBufUtil.getBytes(bytes));
      if (request.isPresent() && !requested) {
        requested = true;
        onRequest(request.get());
      }
    } catch (MalformedMessageException e) {
      connection.close(CloseReason.MALFORMED_REQUEST);
    } finally {
      bytes.release();
    }
  }

  private void onRequest(AuthRequest request) {
    Duration timeout =
        request
            .timeout()
            .filter(wanted -> wanted.compareTo(config.timeouts().waiting()) < 0)
            .orElse(config.timeouts().waiting());
    RelayPipeline.remove(connection.channel(), Place.ANSWER_TIMER);
    OuterTlsSwitch tls =
        new OuterTlsSwitch(connection, gate, handshake.handler(), slowestAnswer.soFar());
    long now = System.nanoTime();
    Arrival arrival =
        new Arrival(
            party, request.withoutClientHello(), now, now + timeout.toNanos(), connection, tls);
    connection.memory().countFor(party.user(), Footprint.WAITING);
    if (connection.stage() == Stage.CLOSED) {
      return; // its user holds most already
    }
    gate.requestComplete();
    meters.took(Step.REQUEST, System.nanoTime() - requestNanos);
    connection.setIdentity(identity().add("peer", request.destParty()).add("tag", request.tag()));
    connection.debug("asks to meet", new LogFields().add("version", request.version()));
    connection.setGracefulClose(reason -> tls.close(arrival, reason, arrivals.otherRelays()));
    arrivals.arrived(new Newcomer(arrival, request.clientHello()));
    if (request.preparation() == Preparation.USED && connection.stage() == Stage.WAITING) {
      connection.channel().writeAndFlush(Unpooled.wrappedBuffer(HEARD));
    }
  }

  private LogFields identity() {
    return new LogFields().add("user", party.user()).add("party", party.name());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The handshake's own failures come as events; what else breaks here is the connection.
    connection.close(
        cause instanceof IOException ? CloseReason.PARTY_LEFT : HandshakeFailure.reasonOf(cause));
  }
}
