package io.frelay.relay.accept;

import io.frelay.fuzz.Choices;
import io.frelay.relay.session.LateRecordFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gate before TLS, and what drops late records behind it: passes whole records only, loses no
 * raw byte and invents none, and gives every buffer back, whatever comes in whatever order of
 * events.
 */
public final class RecordGateTarget {
  private static final int MAX_HELD = 64 * 1024;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final RecordGate gate = new RecordGate(new Closing());
  private final EmbeddedChannel channel = new EmbeddedChannel(gate, new Recorder());
  private boolean requested;
  private boolean isRaw;
  private LateRecordFilter late;
  private boolean ended;
  private boolean failed;
  private long held;

  private RecordGateTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    new RecordGateTarget().run(new Choices(input));
  }

  private void run(Choices choices) {
    while (!choices.isAtEnd() && channel.isOpen()) {
      step(choices);
    }
    channel.finishAndReleaseAll();
    if (isRaw) {
      late.release();
    }
    for (ByteBuf buffer : buffers) {
      if (buffer.refCnt() != 0) {
        throw new AssertionError("a buffer was not given back");
      }
    }
    if (held != 0) {
      throw new AssertionError("bytes are counted that are not held");
    }
    if (isRaw) {
      byte[] all = sent.toByteArray();
      byte[] passed = raw.toByteArray();
      byte[] last = Arrays.copyOfRange(all, all.length - passed.length, all.length);
      if (!Arrays.equals(last, passed)) {
        throw new AssertionError("raw bytes are not the last that were sent");
      }
    }
  }

  private void step(Choices choices) {
    switch (choices.of(8)) {
      case 0, 1 -> arrive(choices.bytes(255));
      case 2 -> arrive(record(22 - choices.of(3), choices.bytes(64)));
      case 3 -> arrive(new byte[choices.of(256) * 256]);
      case 4 -> {
        if (!requested) {
          requested = true;
          gate.requestComplete();
        }
      }
      case 5 -> {
        if (requested && !isRaw) {
          gate.hold();
        }
      }
      case 6 -> open(choices.of(3));
      default -> {
        if (!ended) {
          ended = true;
          channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
          if (isRaw) {
            passRaw(late.end());
          }
        }
      }
    }
  }

  private void open(int how) {
    if (!requested && how == 2) {
      gate.handshakeComplete();
    }
    if (!requested || isRaw) {
      return;
    }
    gate.hold();
    if (how == 0) {
      gate.resumeTls();
      return;
    }
    isRaw = true;
    late = how == 1 ? new LateRecordFilter() : LateRecordFilter.none();
    HeldBytes atSwitch = gate.release();
    channel.config().setAutoRead(true);
    passRaw(late.feed(atSwitch.bytes()));
    if (atSwitch.inputEnded()) {
      passRaw(late.end());
    }
  }

  private void passRaw(ByteBuf bytes) {
    raw.writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
    if (late.isExceeded()) {
      channel.close();
    }
  }

  private void arrive(byte[] bytes) {
    if (ended || bytes.length == 0 || !channel.config().isAutoRead()) {
      return;
    }
    sent.writeBytes(bytes);
    ByteBuf buffer = Unpooled.copiedBuffer(bytes);
    buffers.add(buffer);
    channel.writeInbound(buffer);
  }

  private static byte[] record(int type, byte[] content) {
    byte[] record = new byte[5 + content.length];
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[4] = (byte) content.length;
    System.arraycopy(content, 0, record, 5, content.length);
    return record;
  }

  private final class Closing implements GateListener {
    @Override
    public void notTls() {
      channel.close();
    }

    @Override
    public void broken() {
      channel.close();
    }

    @Override
    public void tlsFailed() {
      if (!failed) { // otherwise it is told again
        failed = true;
        channel.close();
      }
    }

    @Override
    public void tooManyBytes() {
      channel.close();
    }

    @Override
    public void noMemory() {
      channel.close();
    }

    @Override
    public void holds(long bytes) {
      held = bytes;
    }
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    private int beforeRequest;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (isRaw) {
        passRaw(late.feed(bytes));
        return;
      }
      byte[] passed = ByteBufUtil.getBytes(bytes);
      bytes.release();
      int length = (passed[3] & 0xff) << 8 | (passed[4] & 0xff);
      if (passed.length != 5 + length) {
        throw new AssertionError("not one whole record");
      }
      beforeRequest += passed.length;
      if (beforeRequest > 2 * MAX_HELD) {
        throw new AssertionError("more than is allowed before the request");
      }
    }
  }
}
