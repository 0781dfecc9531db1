package io.frelay.chaos.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream into which bytes go later than they are written, in their order. */
final class DelayLine {
  /** Pieces under way; who writes more waits. */
  private static final int MAX_CHUNKS = 256;

  private final OutputStream out;
  private final Runnable broken;
  private BlockingQueue<Piece> pieces; // once something is delayed, all takes this way

  /** Action at the end. */
  interface End {
    void run() throws IOException;
  }

  private record Piece(byte[] bytes, long due, End end) {}

  /**
   * @param broken is run when a delayed write fails
   */
  DelayLine(OutputStream out, Runnable broken) {
    this.out = out;
    this.broken = broken;
  }

  void write(byte[] bytes, int offset, int length, int delayMillis)
      throws IOException, InterruptedException {
    if (pieces == null && delayMillis == 0) {
      out.write(bytes, offset, length);
      return;
    }
    if (pieces == null) {
      pieces = new ArrayBlockingQueue<>(MAX_CHUNKS);
      Thread thread = new Thread(() -> carry(pieces), "delay line");
      thread.setDaemon(true);
      thread.start();
    }
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
    pieces.put(new Piece(Arrays.copyOfRange(bytes, offset, offset + length), due, null));
  }

  /** Does something when all that was written has gone. */
  void end(End end) throws IOException, InterruptedException {
    if (pieces == null) {
      end.run();
    } else {
      pieces.put(new Piece(new byte[0], System.nanoTime(), end));
    }
  }

  private void carry(BlockingQueue<Piece> queue) {
    boolean isBroken = false;
    try {
      while (true) {
        Piece piece = queue.take();
        TimeUnit.NANOSECONDS.sleep(piece.due() - System.nanoTime());
        try {
          if (!isBroken) {
            out.write(piece.bytes());
          }
          if (piece.end() != null) {
            piece.end().run();
            return;
          }
        } catch (IOException e) {
          isBroken = true; // goes on taking, so that nobody waits to write
          broken.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
