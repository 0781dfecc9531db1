package io.frelay.client.group;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Frames between members, each one message of {@link io.frelay.client.Messages}. All numbers are
 * big-endian; a text is UTF-8 behind its length in 2 bytes.
 */
sealed interface GroupFrame {
  /** Most payload bytes of one frame. */
  int MAX_DATA = 64 << 10;

  /** Most bytes of one frame. */
  int MAX_BYTES = MAX_DATA + (64 << 10);

  /** Bytes beside the payload that a frame counts for, so that empty ones are bounded too. */
  int OVERHEAD = 128;

  /** First frame: which group is meant. */
  record Hello(byte[] digest) implements GroupFrame {}

  /**
   * Piece of a message of an operation.
   *
   * @param number of the operation among those with the tag, from 0
   * @param call words of the operation, equal at all members
   * @param length of the whole message
   * @param total of the value that the message is part of
   */
  record Data(String tag, long number, String call, int length, int total, byte[] bytes)
      implements GroupFrame {
    int cost() {
      return bytes.length + OVERHEAD;
    }
  }

  /** So many bytes of the tag's window are free again. */
  record Credit(String tag, int bytes) implements GroupFrame {}

  /**
   * Sign of life.
   *
   * @param asks whether one is wanted in return
   * @param calls operations in progress
   */
  record Beat(boolean asks, List<Call> calls) implements GroupFrame {}

  /** Operation in progress. */
  record Call(String tag, long number, String text) {}

  /** The group is over. */
  record Fail(GroupException.Reason reason, List<String> members, String text)
      implements GroupFrame {}

  /** Last frame of a member that closes the group: how many operations of each tag it has ended. */
  record Leave(Map<String, Long> ended) implements GroupFrame {}

  /** Returns the frame with its length in front. */
  static byte[] encode(GroupFrame frame) {
    Writer writer = new Writer(frame instanceof Data data ? data.bytes().length : 0);
    if (frame instanceof Hello hello) {
      writer.one(1).bytes(hello.digest());
    } else if (frame instanceof Data data) {
      writer.one(2).text(data.tag()).eight(data.number()).text(data.call());
      writer.four(data.length()).four(data.total()).bytes(data.bytes());
    } else if (frame instanceof Credit credit) {
      writer.one(3).text(credit.tag()).four(credit.bytes());
    } else if (frame instanceof Beat beat) {
      writer.one(4).one(beat.asks() ? 1 : 0).one(beat.calls().size());
      beat.calls().forEach(call -> writer.text(call.tag()).eight(call.number()).text(call.text()));
    } else if (frame instanceof Fail fail) {
      writer.one(5).text(fail.reason().name()).one(fail.members().size());
      fail.members().forEach(writer::text);
      writer.text(fail.text());
    } else if (frame instanceof Leave leave) {
      writer.one(6).one(leave.ended().size());
      leave.ended().forEach((tag, ended) -> writer.text(tag).eight(ended));
    }
    return writer.message();
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is none
   */
  static GroupFrame decode(byte[] message) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(message);
    try {
      GroupFrame frame = decode(in);
      if (!in.hasRemaining()) {
        return frame;
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("a malformed frame", e);
    }
    throw new IOException("a frame that is too long");
  }

  private static GroupFrame decode(ByteBuffer in) throws IOException {
    int type = in.get();
    return switch (type) {
      case 1 -> new Hello(rest(in));
      case 2 -> new Data(text(in), in.getLong(), text(in), in.getInt(), in.getInt(), rest(in));
      case 3 -> new Credit(text(in), in.getInt());
      case 4 -> beat(in);
      case 5 -> fail(in);
      case 6 -> leave(in);
      default -> throw new IOException("a frame of the unknown type " + type);
    };
  }

  private static Beat beat(ByteBuffer in) {
    boolean asks = in.get() != 0;
    int count = in.get() & 0xff;
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(new Call(text(in), in.getLong(), text(in)));
    }
    return new Beat(asks, calls);
  }

  private static Fail fail(ByteBuffer in) {
    GroupException.Reason reason = GroupException.Reason.valueOf(text(in));
    int count = in.get() & 0xff;
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(text(in));
    }
    return new Fail(reason, members, text(in));
  }

  private static Leave leave(ByteBuffer in) {
    int count = in.get() & 0xff;
    Map<String, Long> ended = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      ended.put(text(in), in.getLong());
    }
    return new Leave(ended);
  }

  private static String text(ByteBuffer in) {
    int length = in.getShort() & 0xffff;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  /** Message in the making. */
  final class Writer {
    private ByteBuffer out;

    Writer(int payload) {
      out = ByteBuffer.allocate(payload + 256);
      out.position(Integer.BYTES);
    }

    private ByteBuffer room(int bytes) {
      if (out.remaining() < bytes) {
        out = ByteBuffer.allocate(2 * out.capacity() + bytes).put(out.flip());
      }
      return out;
    }

    Writer one(int value) {
      room(1).put((byte) value);
      return this;
    }

    Writer four(int value) {
      room(Integer.BYTES).putInt(value);
      return this;
    }

    Writer eight(long value) {
      room(Long.BYTES).putLong(value);
      return this;
    }

    Writer bytes(byte[] value) {
      room(value.length).put(value);
      return this;
    }

    Writer text(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      room(Short.BYTES).putShort((short) bytes.length);
      return bytes(bytes);
    }

    byte[] message() {
      byte[] message = new byte[out.position()];
      out.flip().get(message);
      ByteBuffer.wrap(message).putInt(message.length - Integer.BYTES);
      return message;
    }
  }
}
