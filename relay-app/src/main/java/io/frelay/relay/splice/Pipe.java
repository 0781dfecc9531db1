package io.frelay.relay.splice;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe of the kernel's through which bytes move from socket to socket without being copied. */
final class Pipe {
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
    try {
      input.close();
      output.close();
    } catch (IOException e) {
      throw new IllegalStateException("a pipe that cannot be closed", e);
    }
  }
}
