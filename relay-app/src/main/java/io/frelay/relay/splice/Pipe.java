package io.frelay.relay.splice;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jboss.logging.Logger;

/** A pipe of the kernel's through which bytes move from socket to socket without being copied. */
final class Pipe {
  private static final Logger LOG = Logger.getLogger(Pipe.class);

  /**
   * Bytes. The default of 64 KiB costs more than copying; what a user may have without privilege
   * ({@code /proc/sys/fs/pipe-max-size}) costs a third of it.
   */
  static final int CAPACITY = 1 << 20;

  private final FileDescriptor output;
  private final FileDescriptor input;

  private Pipe(FileDescriptor[] ends) {
    this.output = ends[0];
    this.input = ends[1];
  }

  /** Opens one of full capacity; null if the kernel has none for us. */
  static Pipe open() {
    FileDescriptor[] ends;
    try {
      ends = FileDescriptor.pipe();
    } catch (IOException e) {
      return null; // no descriptors
    }
    Pipe pipe = new Pipe(ends);
    if (PipeCapacity.set(pipe.input(), CAPACITY)) {
      return pipe;
    }
    pipe.close();
    return null;
  }

  int input() {
    return input.intValue();
  }

  int output() {
    return output.intValue();
  }

  void close() {
    close(input);
    close(output);
  }

  private static void close(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException e) {
      LOG.debug("closed all the same", e); // close(2): the descriptor is gone whatever it says
    }
  }
}
