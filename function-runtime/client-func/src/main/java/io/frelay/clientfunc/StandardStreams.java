package io.frelay.clientfunc;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * stdin and stdout as the two directions of {@code pipe}.
 *
 * @param endsWithPeer whether the end of the peer's direction ends ours too: it does for a terminal
 *     as stdin, which has no end of its own accord
 */
record StandardStreams(InputStream in, OutputStream out, BooleanSupplier endsWithPeer)
    implements StreamBridge.Local {
  StandardStreams {
    out = new Stdout(out);
  }

  /**
   * For {@code --receive}: our direction has nothing but its end, which comes when all is written.
   * So the sender's own success says that ours has been one, whatever version it is.
   */
  static StandardStreams receiving(OutputStream out) {
    CountDownLatch written = new CountDownLatch(1);
    return new StandardStreams(
        new EndOnceOpened(written),
        out,
        () -> {
          written.countDown();
          return false;
        });
  }

  /** For {@code --send}: the peer is to send nothing. */
  static StandardStreams sending(InputStream in, String peer) {
    OutputStream refusing =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(
                "party %s sends as well; leave out --send to receive it".formatted(peer));
          }
        };
    return new StandardStreams(in, refusing, () -> false);
  }

  /** In place of a stdin that is closed. */
  static InputStream closed() {
    return new ClosedInput();
  }

  /**
   * Before anybody is met.
   *
   * @throws UsageException if it is {@link #closed}: to send nothing in its place would look well
   */
  static void requireOpen(InputStream in) throws UsageException {
    if (in instanceof ClosedInput) {
      throw new UsageException(
          ClosedInput.MESSAGE + "; to send nothing give it </dev/null, or only --receive");
    }
  }

  /** Asks the system, since the JDK's console needs stdout to be a terminal as well. */
  static boolean stdinIsTerminal() {
    try {
      return new ProcessBuilder("/bin/sh", "-c", "test -t 0")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // a system without a shell has no terminals
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Closes stdout, so that the next command of a shell's pipeline sees the end now. */
  @Override
  public boolean finish() throws IOException {
    out.close();
    return endsWithPeer.getAsBoolean();
  }

  /** Has no data, and its end once the latch is open. */
  private static final class EndOnceOpened extends InputStream {
    private final CountDownLatch latch;

    EndOnceOpened(CountDownLatch latch) {
      this.latch = latch;
    }

    @Override
    public int read() throws IOException {
      try {
        latch.await();
        return -1;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }

  private static final class ClosedInput extends InputStream {
    static final String MESSAGE = "standard input is closed";

    @Override
    public int read() throws IOException {
      throw new IOException(MESSAGE);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }

  /** Says which stream it was that failed. */
  private static final class Stdout extends FilterOutputStream {
    Stdout(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      try {
        out.write(bytes, offset, count);
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        throw new IOException(
            reason.contains("Broken pipe")
                ? "standard output was closed by its reader"
                : "standard output: " + reason,
            e);
      }
    }
  }
}
