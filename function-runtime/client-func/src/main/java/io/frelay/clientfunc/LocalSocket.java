package io.frelay.clientfunc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A local TCP connection as one end of a {@link Joint}. */
record LocalSocket(Socket socket) implements Joint.Local, Closeable {
  @Override
  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public boolean finish() throws IOException {
    socket.shutdownOutput();
    return false;
  }

  /** Ends with a reset, so that what was cut short does not look complete. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
