package io.frelay.client.internal.tls;

import io.frelay.fuzz.Choices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** An honest peer behind a relay that does to its records what a fuzzed input says. */
final class TamperedPeer extends InputStream {
  private static final int BUFFER = 1 << 15;
  private static final int MESSAGES = 4;

  private final SSLEngine engine;
  private final Choices choices;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private ByteArrayOutputStream incoming = new ByteArrayOutputStream();
  private ByteBuffer outgoing = ByteBuffer.allocate(0);
  private boolean speaks;
  private boolean cut;

  TamperedPeer(SSLEngine engine, String protocol, Choices choices) {
    this.engine = engine;
    this.choices = choices;
    engine.setEnabledProtocols(new String[] {protocol});
  }

  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        incoming.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        incoming.write(bytes, offset, length);
      }
    };
  }

  /** From now on, when it is read, it sends its data and close_notify. */
  void speak() {
    speaks = true;
  }

  /** All that it sends as data. */
  byte[] written() {
    return written.toByteArray();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (!outgoing.hasRemaining() && !cut) {
      outgoing = ByteBuffer.wrap(tampered(next()));
    }
    if (!outgoing.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, outgoing.remaining());
    outgoing.get(bytes, offset, count);
    return count;
  }

  /** The records that the peer has to send now. */
  private List<byte[]> next() {
    List<byte[]> records = new ArrayList<>();
    try {
      shakeHands(records);
      if (speaks && !engine.isOutboundDone()) {
        for (int i = 0; i < MESSAGES; i++) {
          byte[] message = new byte[100 * (i + 1)];
          Arrays.fill(message, (byte) ('a' + i));
          written.writeBytes(message);
          records.add(wrap(message));
        }
        engine.closeOutbound();
        records.add(wrap(new byte[0]));
      }
    } catch (SSLException e) {
      // it does not like what it got, and goes
    }
    return records;
  }

  private void shakeHands(List<byte[]> records) throws SSLException {
    ByteBuffer in = ByteBuffer.wrap(incoming.toByteArray());
    incoming = new ByteArrayOutputStream();
    if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && !speaks) {
      engine.beginHandshake();
    }
    for (int step = 0; step < 100; step++) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> records.add(wrap(new byte[0]));
        default -> {
          if (!in.hasRemaining()) {
            return;
          }
          SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(BUFFER));
          if (result.getStatus() != SSLEngineResult.Status.OK) {
            return;
          }
        }
      }
    }
  }

  private byte[] wrap(byte[] data) throws SSLException {
    ByteBuffer out = ByteBuffer.allocate(BUFFER);
    engine.wrap(ByteBuffer.wrap(data), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private byte[] tampered(List<byte[]> records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < records.size() && !cut; i++) {
      byte[] record = records.get(i);
      switch (choices.of(16)) {
        case 1 -> {} // dropped
        case 2 -> {
          all.writeBytes(record);
          all.writeBytes(record);
        }
        case 3 -> {
          if (record.length > 0) {
            record[choices.of(256) % record.length] ^= (byte) (1 << choices.of(8));
          }
          all.writeBytes(record);
        }
        case 4 -> {
          all.write(record, 0, choices.of(256) % (record.length + 1));
          cut = true;
        }
        case 5 -> {
          if (i + 1 < records.size()) {
            all.writeBytes(records.get(i + 1));
            records.set(i + 1, record);
          }
        }
        case 6 -> {
          all.writeBytes(choices.bytes(64));
          all.writeBytes(record);
        }
        case 7 -> {
          all.writeBytes(records.get(0)); // an old one once more
          all.writeBytes(record);
        }
        default -> all.writeBytes(record);
      }
    }
    return all.toByteArray();
  }
}
