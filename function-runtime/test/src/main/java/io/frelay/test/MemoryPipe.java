package io.frelay.test;

import io.frelay.client.ConnectionClosedException;
import io.frelay.client.TruncatedStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** Bytes from one party to another. Any number of threads may read and write. */
final class MemoryPipe {
  /** Bytes that are written ahead of the reader. */
  private static final int CAPACITY = 1 << 20;

  private final Queue<byte[]> blocks = new ArrayDeque<>();
  private final InputStream source = new Source();
  private final OutputStream sink = new Sink();
  private int size; // bytes in the blocks, less those read of the first
  private int read; // bytes of the first block that are read
  private boolean ended;
  private boolean cut;

  InputStream source() {
    return source;
  }

  OutputStream sink() {
    return sink;
  }

  /** Has the reader find the end behind all that was written. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Has both ends fail, unless the end was written; what was not read is lost. */
  synchronized void cut() {
    cut = true;
    notifyAll();
  }

  private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
    await(() -> !blocks.isEmpty());
    if (blocks.isEmpty() && ended) {
      return -1;
    }
    if (cut && !ended) {
      throw new TruncatedStreamException("the peer's stream was cut");
    }
    byte[] first = blocks.element();
    int count = Math.min(length, first.length - read);
    System.arraycopy(first, read, bytes, offset, count);
    read += count;
    size -= count;
    if (read == first.length) {
      blocks.remove();
      read = 0;
    }
    notifyAll();
    return count;
  }

  private synchronized void give(byte[] bytes) throws IOException {
    await(() -> size == 0 || size + bytes.length <= CAPACITY);
    if (ended) {
      throw new ConnectionClosedException("the own direction has ended");
    }
    if (cut) {
      throw new TruncatedStreamException("the peer's stream was cut");
    }
    blocks.add(bytes);
    size += bytes.length;
    notifyAll();
  }

  private synchronized void await(BooleanSupplier ready) throws InterruptedIOException {
    try {
      while (!ready.getAsBoolean() && !ended && !cut) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private final class Source extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      return length == 0 ? 0 : take(bytes, offset, length);
    }
  }

  private final class Sink extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      give(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length > 0) {
        give(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    }

    @Override
    public void close() {
      end();
    }
  }
}
