package io.frelay.function.client;

import io.frelay.client.PeerConnection;
import io.frelay.function.runtime.BlockingCalls;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * A {@link PeerConnection} for code on an event loop. Nothing is read before it is asked for, and a
 * write completes when the bytes are on their way, so both sides slow each other down as usual.
 */
public final class ReactiveConnection {
  private static final int CHUNK = 64 << 10;

  private final PeerConnection connection;

  ReactiveConnection(PeerConnection connection) {
    this.connection = connection;
  }

  /** Streams what the peer sends, to its end in good order, to one subscriber. */
  public Multi<Buffer> bytes() {
    return Multi.createBy()
        .repeating()
        .uni(() -> blocking(this::read))
        .until(each -> each.length() == 0);
  }

  /** Next bytes, none at the end. */
  private Buffer read() throws IOException {
    byte[] chunk = new byte[CHUNK];
    int count = connection.in().read(chunk);
    return Buffer.buffer(Arrays.copyOf(chunk, Math.max(0, count)));
  }

  /** Sends bytes; one write at a time. */
  public Uni<Void> write(Buffer bytes) {
    return blocking(
        () -> {
          connection.out().write(bytes.getBytes());
          return null;
        });
  }

  /** Ends the own direction, as {@link PeerConnection#shutdownOutput}. */
  public Uni<Void> shutdownOutput() {
    return blocking(
        () -> {
          connection.shutdownOutput();
          return null;
        });
  }

  /** Ends both directions, as {@link PeerConnection#close}. */
  public Uni<Void> close() {
    return blocking(
        () -> {
          connection.close();
          return null;
        });
  }

  /** The same connection, whose calls block. */
  public PeerConnection connection() {
    return connection;
  }

  private static <T> Uni<T> blocking(Callable<T> call) {
    return Uni.createFrom()
        .item(Unchecked.supplier(call::call))
        .runSubscriptionOn(BlockingCalls.THREADS);
  }
}
