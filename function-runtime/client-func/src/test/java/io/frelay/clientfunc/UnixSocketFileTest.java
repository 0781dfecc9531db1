package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service at a unix socket that accepts nobody, and whose queue is full. */
@Timeout(60)
class UnixSocketFileTest {
  @TempDir private Path folder;
  private final List<SocketChannel> queued = new ArrayList<>();
  private Path path;
  private ServerSocketChannel service;

  @BeforeEach
  void fillTheQueue() throws IOException {
    path = folder.resolve("service");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    service = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1);
    try {
      while (true) {
        SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
        queued.add(next);
        next.configureBlocking(false);
        next.connect(address); // fails at once when there is no room
      }
    } catch (IOException e) {
      // It is full.
    }
  }

  @AfterEach
  void end() throws IOException {
    for (SocketChannel each : queued) {
      each.close();
    }
    service.close();
  }

  @Test
  void isNotWaitedForWithoutEnd() {
    assertThatThrownBy(() -> UnixSocketFile.connect(path, Duration.ofMillis(200)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("not accepted within 0.2 s");
  }

  @Test
  void keepsItsFileAllTheSame() {
    assertThatThrownBy(() -> UnixSocketFile.listen(path, 1))
        .hasMessage("another process listens there");
  }
}
