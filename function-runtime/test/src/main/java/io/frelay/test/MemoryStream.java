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
  private final MemoryPipe in;
  private final MemoryPipe out;

  MemoryStream(String peer, MemoryPipe in, MemoryPipe out) {
    this.peer = peer;
    this.in = in;
    this.out = out;
  }

  @Override
  public InputStream in() {
    return in.source();
  }

  @Override
  public OutputStream out() {
    return out.sink();
  }

  @Override
  public void finish() {
    out.end();
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
    in.cut();
    out.cut();
  }
}
