package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.session.LateRecordFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A gate in a channel without a network, and a record of all that comes through it. */
final class GatedChannel implements AutoCloseable {
  private final List<String> violations = new ArrayList<>();
  private final List<byte[]> passed = new ArrayList<>();
  private final List<ByteBuf> arrived = new ArrayList<>();
  private final RecordGate gate = new RecordGate(new ClosingViolations());
  private final EmbeddedChannel channel = new EmbeddedChannel(gate, new Recorder());
  private int requestRecord;
  private int passedBeforeRaw;
  private LateRecordFilter late;
  private boolean ended;
  private int bytesAfterEnd;
  private long holds;

  /** Tells the gate that the request is complete while the n-th record passes, as TLS does. */
  GatedChannel completeRequestWithRecord(int number) {
    requestRecord = number;
    return this;
  }

  RecordGate gate() {
    return gate;
  }

  ChannelConfig config() {
    return channel.config();
  }

  /** One read from the socket; none if there are no bytes. */
  void arrive(byte[] bytes) {
    arrive(bytes, bytes.length);
  }

  /** The same, into a buffer that has room for more. */
  void arrive(byte[] bytes, int capacity) {
    if (bytes.length == 0) {
      return;
    }
    ByteBuf buffer = Unpooled.buffer(capacity).writeBytes(bytes);
    arrived.add(buffer);
    channel.writeInbound(buffer);
  }

  /** FIN. */
  void endInput() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
  }

  /** The switch, of a party whose peer has its ClientHello. */
  void openAllRaw() {
    open(LateRecordFilter.none());
  }

  /** The switch: what takes the bytes from now on drops late records, as carriers do. */
  void openRaw() {
    open(new LateRecordFilter());
  }

  private void open(LateRecordFilter filter) {
    passedBeforeRaw = passed.size();
    late = filter;
    HeldBytes held = gate.release();
    config().setAutoRead(true);
    passLate(late.feed(held.bytes()));
    if (held.inputEnded()) {
      endRaw();
    }
  }

  private void passLate(ByteBuf raw) {
    pass(raw);
    if (late.isExceeded()) {
      violations.add("too many late records");
      channel.close();
    }
  }

  private void endRaw() {
    passLate(late.end());
    ended = true;
  }

  private void pass(ByteBuf bytes) {
    if (bytes.isReadable()) {
      passed.add(ByteBufUtil.getBytes(bytes));
      if (ended) {
        bytesAfterEnd += bytes.readableBytes();
      }
    }
    bytes.release();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** The messages that came through before {@link #openRaw}. */
  List<byte[]> passedToTls() {
    return passed.subList(0, late == null ? passed.size() : passedBeforeRaw);
  }

  /** Every message that came through. */
  List<byte[]> passed() {
    return passed;
  }

  /** The bytes that came through from {@link #openRaw} on. */
  byte[] passedSinceRaw() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    passed.subList(passedBeforeRaw, passed.size()).forEach(all::writeBytes);
    return all.toByteArray();
  }

  List<String> violations() {
    return violations;
  }

  /** Bytes that the gate reports as kept by it and TLS. */
  long holds() {
    return holds;
  }

  boolean isEnded() {
    return ended;
  }

  int bytesAfterEnd() {
    return bytesAfterEnd;
  }

  /**
   * Returns whether the gate has left the pipeline and the late-record filter passes everything.
   */
  boolean isAllRaw() {
    return channel.pipeline().get(RecordGate.class) == null && late.isPassing();
  }

  /** Closes, and checks that every buffer was given back. */
  @Override
  public void close() {
    channel.finishAndReleaseAll();
    if (late != null) {
      late.release();
    }
    assertThat(arrived).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
  }

  /** As the relay's do. */
  private final class ClosingViolations implements GateListener {
    @Override
    public void notTls() {
      violations.add("not TLS");
      channel.close();
    }

    @Override
    public void broken() {
      channel.close();
    }

    @Override
    public void tlsFailed() {
      if (violations.isEmpty()) { // otherwise it is told again
        violations.add("TLS failed");
        channel.close();
      }
    }

    @Override
    public void tooManyBytes() {
      violations.add("too many bytes");
      channel.close();
    }

    @Override
    public void noMemory() {
      violations.add("no memory");
      channel.close();
    }

    @Override
    public void holds(long bytes) {
      holds = bytes;
    }
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (late != null) {
        passLate(late.feed(bytes));
        return;
      }
      pass(bytes);
      if (passed.size() == requestRecord) {
        gate.requestComplete();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        assertThat(ended).as("the end comes once").isFalse();
        if (late != null) {
          endRaw();
        }
        ended = true;
      }
    }
  }
}
