package io.frelay.relay.accept;

import io.frelay.fuzz.Choices;
import io.frelay.protocol.TlsRecord;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The gate before TLS, and what drops late records behind it: passes whole records only, loses no
 * raw byte and invents none, and gives every buffer back, whatever comes in whatever order of
 * events.
 */
public final class RecordGateTarget {
  private static final int MAX_HELD = 64 * 1024;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final GatedChannel channel = new GatedChannel();
  private boolean requested;
  private boolean isRaw;
  private boolean ended;

  private RecordGateTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    new RecordGateTarget().run(new Choices(input));
  }

  private void run(Choices choices) {
    while (!choices.isAtEnd() && channel.isOpen()) {
      step(choices);
    }
    channel.close();
    if (channel.holds() != 0) {
      throw new AssertionError("bytes are counted that are not held");
    }
    int toTls = 0;
    for (byte[] passed : channel.passedToTls()) {
      if (passed.length != TlsRecord.HEADER + TlsRecord.length(passed, 0)) {
        throw new AssertionError("not one whole record");
      }
      toTls += passed.length;
    }
    if (toTls > 2 * MAX_HELD) {
      throw new AssertionError("more than is allowed before the request");
    }
    if (isRaw) {
      byte[] all = sent.toByteArray();
      byte[] passed = channel.passedSinceRaw();
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
          channel.gate().requestComplete();
        }
      }
      case 5 -> {
        if (requested && !isRaw) {
          channel.gate().hold();
        }
      }
      case 6 -> open(choices.of(3));
      default -> {
        if (!ended) {
          ended = true;
          channel.endInput();
        }
      }
    }
  }

  private void open(int how) {
    if (!requested && how == 2) {
      channel.gate().handshakeComplete();
    }
    if (!requested || isRaw) {
      return;
    }
    channel.gate().hold();
    isRaw = how != 0;
    switch (how) {
      case 0 -> channel.gate().resumeTls();
      case 1 -> channel.openRaw();
      default -> channel.openAllRaw();
    }
  }

  private void arrive(byte[] bytes) {
    if (!ended && channel.config().isAutoRead()) {
      sent.writeBytes(bytes);
      channel.arrive(bytes);
    }
  }

  private static byte[] record(int type, byte[] content) {
    byte[] record = new byte[TlsRecord.HEADER + content.length];
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[4] = (byte) content.length;
    System.arraycopy(content, 0, record, TlsRecord.HEADER, content.length);
    return record;
  }
}
