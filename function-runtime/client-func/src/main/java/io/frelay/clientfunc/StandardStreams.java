package io.frelay.clientfunc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** stdin and stdout as the two directions of {@code pipe}. */
record StandardStreams(InputStream in, OutputStream out) implements Joint.Local {
  /** Closes stdout, so that the next command of a shell's pipeline sees the end now. */
  @Override
  public void finish() throws IOException {
    out.close();
  }
}
