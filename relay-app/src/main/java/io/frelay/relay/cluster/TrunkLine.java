package io.frelay.relay.cluster;

import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Ready;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.authenticate.TlsHandler;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

/**
 * The guest's side of a trunk connection: it stands ready, is asked once, and becomes raw or ends.
 * Confined to the connection's loop.
 *
 * <pre>
 *   handshake --> ready --> asked --> raw
 * </pre>
 */
final class TrunkLine extends TlsHandler {
  /** Outcome of its handshake. */
  interface Listener {
    /** Its handshake has succeeded, with a relay. */
    void ready(TrunkLine line);
  }

  /** Outcome of a request: one of the two, on the connection's loop. */
  interface Outcome {
    /** The connection is raw, but for its handlers: {@link TrunkSwitch#endTls}. */
    void raw(Ready answer);

    /**
     * There is no session.
     *
     * @param reason {@link CloseReason#TRUNK_UNUSED} if the waiter is not to be had
     * @param answered false if the connection ended before there was an answer
     */
    void refused(CloseReason reason, boolean answered);
  }

  private final Connection connection;
  private final RecordGate gate;
  private final SslHandler tls;
  private final TrunkTls trunkTls;
  private final Listener listener;
  private final long openedNanos = System.nanoTime();
  private final byte[] answer = new byte[TrunkAnswer.LENGTH];
  private int count;
  private Outcome outcome;

  TrunkLine(
      Connection connection,
      RecordGate gate,
      SslHandler tls,
      TrunkTls trunkTls,
      Listener listener) {
    this.connection = connection;
    this.gate = gate;
    this.tls = tls;
    this.trunkTls = trunkTls;
    this.listener = listener;
    connection.onClose(reason -> end(CloseReason.TRUNK_UNUSED, false));
  }

  Connection connection() {
    return connection;
  }

  RecordGate gate() {
    return gate;
  }

  long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  /** Asks for a waiter. */
  void ask(TrunkRequest request, Outcome outcome) {
    this.outcome = outcome;
    connection.channel().writeAndFlush(Unpooled.wrappedBuffer(request.encode()));
  }

  @Override
  protected void onHandshakeFailure(Throwable cause) {
    connection.close(CloseReason.HANDSHAKE_FAILED);
  }

  @Override
  protected void onInputEnd() {
    connection.close(CloseReason.TRUNK_UNUSED);
  }

  @Override
  protected void onHandshake() {
    if (trunkTls.identify(connection, tls)) {
      gate.handshakeComplete();
      connection.enter(Stage.REQUEST);
      listener.ready(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable() && count < answer.length && outcome != null) {
        answer[count++] = bytes.readByte();
      }
      if (bytes.isReadable()) {
        connection.close(CloseReason.MALFORMED_REQUEST);
      } else if (count == answer.length) {
        onAnswer();
      }
    } finally {
      bytes.release();
    }
  }

  private void onAnswer() {
    if (!TrunkAnswer.isReady(answer)) {
      end(TrunkAnswer.reason(answer), true);
      connection.close(CloseReason.TRUNK_UNUSED);
      return;
    }
    gate.hold(); // the next byte is not TLS's
    Outcome told = outcome;
    outcome = null;
    connection.execute(
        () -> {
          try {
            told.raw(TrunkAnswer.ready(answer));
          } catch (MalformedMessageException e) {
            connection.close(CloseReason.MALFORMED_REQUEST);
            told.refused(CloseReason.TRUNK_UNUSED, true);
          }
        });
  }

  private void end(CloseReason reason, boolean answered) {
    Outcome told = outcome;
    outcome = null;
    if (told != null) {
      told.refused(reason, answered);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    connection.close(CloseReason.TRUNK_UNUSED);
  }
}
