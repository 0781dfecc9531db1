package io.frelay.test;

import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.SetupTimes;
import io.frelay.client.TlsFacts;
import io.frelay.function.PeerStream;
import io.frelay.protocol.Role;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** Stream of one party in memory to another. */
final class MemoryStream implements PeerStream {
  private static final SetupTimes NO_TIME =
      new SetupTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  private final String peer;
  private final String name;
  private final MemoryWire wire;
  private final boolean isFirst;

  /**
   * @param name empty for the session's own
   * @param isFirst whether this party is the first of the two
   */
  MemoryStream(String peer, String name, MemoryWire wire, boolean isFirst) {
    this.peer = peer;
    this.name = name;
    this.wire = wire;
    this.isFirst = isFirst;
  }

  @Override
  public InputStream in() {
    return wire.pipe(name, !isFirst).source();
  }

  @Override
  public OutputStream out() {
    return wire.pipe(name, isFirst).sink();
  }

  @Override
  public void finish() {
    wire.pipe(name, isFirst).end();
  }

  @Override
  public PeerStream stream(String another) {
    if (another.isEmpty()) {
      throw new IllegalArgumentException("a stream's name has 1 to 255 bytes in UTF-8");
    }
    MemoryStream stream = new MemoryStream(peer, another, wire, isFirst);
    stream.in(); // an error now rather than later
    return stream;
  }

  /** The party is done: ends its direction of all streams. */
  void end() {
    wire.end(isFirst);
  }

  /** Has no certificate. */
  @Override
  public PeerIdentity peer() {
    return new PeerIdentity(peer, null);
  }

  @Override
  public SessionFacts facts() {
    return new SessionFacts(
        Optional.empty(), Role.CLIENT, new TlsFacts("none", "none", ""), true, NO_TIME, 1);
  }

  void cut() {
    wire.cut();
  }
}
