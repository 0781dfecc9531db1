package io.frelay.client.internal.streams;

import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes in all that comes over a session with named streams, on a thread of its own that never
 * sends: so two sides never wait for each other.
 */
final class StreamInput implements Runnable {
  private static final int SIZE = 64 << 10;

  private final PeerTransport session;
  private final String peer;
  private final StreamsMonitor monitor;
  private final StreamOutput output;

  StreamInput(PeerTransport session, String peer, StreamsMonitor monitor, StreamOutput output) {
    this.session = session;
    this.peer = peer;
    this.monitor = monitor;
    this.output = output;
  }

  @Override
  public void run() {
    try {
      takeIn();
      monitor.fail(
          new TruncatedStreamException(
              "party " + peer + " has ended the session, and with it this stream"));
    } catch (StreamRulesException e) {
      monitor.fail(e);
      session.abort();
    } catch (IOException e) {
      monitor.fail(e);
    } catch (RuntimeException | Error e) { // a defect, or no memory: nobody must wait for ever
      monitor.fail(
          new IOException("the thread that reads the session with party " + peer + " failed", e));
      session.abort();
      throw e;
    }
  }

  private void takeIn() throws IOException {
    byte[] input = new byte[SIZE];
    for (int n = session.read(input, 0, SIZE); n >= 0; n = session.read(input, 0, SIZE)) {
      received(ByteBuffer.wrap(input, 0, n));
      output.sendSoon(); // an answer, perhaps
    }
  }

  private void received(ByteBuffer input) throws StreamRulesException {
    monitor.lock();
    try {
      monitor.engine().received(input);
    } finally {
      monitor.unlock();
    }
  }
}
