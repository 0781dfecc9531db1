package io.frelay.clientfunc;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * The part of the original {@code client_func}, of Flock, in a {@code TEST}: what to send and
 * expect where the peer is one. It agrees on nothing first, and its stream has no framing.
 */
final class OriginalClient {
  /**
   * A threshold signature, as sizes of messages in bytes: those of the TLS client are positive,
   * those of the server negative. One decryption has it {@link #SIGNATURES_OF_DECRYPT} times.
   */
  private static final int[] SIGNATURE = {
    1208, 1150, -1208, -1150, -108, 108, 2874, 4053, -2874, -4053, -108, 108, 279, -279, 108, -108,
    483, -483, 108, -108, 244, -244, 108, -108, 1
  };

  private static final int SIGNATURES_OF_DECRYPT = 450;
  private static final int LATENCY_BYTES = 14_500;

  /** For what it sends in {@code latency}; a direct one sends nothing and stays. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  private OriginalClient() {}

  /** True if the other end is not one of ours: those confirm which session they mean. */
  static boolean isPeer(PeerConnection connection) {
    return !connection.facts().bound();
  }

  /** {@code TEST=latency}: either sends so much and closes, whatever the other does. */
  static void latency(PeerConnection connection) throws IOException {
    try {
      connection.out().write(new byte[LATENCY_BYTES]);
      connection.readDeadline(Deadline.in(READ_TIMEOUT));
      connection.in().readNBytes(LATENCY_BYTES);
    } catch (FrelayException e) {
      throw e;
    } catch (IOException e) {
      // It closes without close_notify and without reading, which may come as a reset.
    }
  }

  /** {@code TEST=signing}: one signature. */
  static void sign(PeerConnection connection) throws IOException {
    boolean asks = Trial.asks(connection);
    for (int message : SIGNATURE) {
      int size = Math.abs(message);
      if (asks == message > 0) {
        connection.out().write(new byte[size]); // one record, for it counts reads and not bytes
      } else if (connection.in().readNBytes(size).length < size) {
        throw new IOException(
            "party %s ended early, or runs another test".formatted(connection.peer().name()));
      }
    }
  }

  /** {@code TEST=decrypt}, or none with {@code OPS}. */
  static void decrypt(PeerConnection connection) throws IOException {
    for (int i = 0; i < SIGNATURES_OF_DECRYPT; i++) {
      sign(connection);
    }
  }

  /** For a test that it does not have. */
  static IOException unknown(PeerConnection connection, String test) {
    return new IOException(
        ("party %s does not confirm which session it means, as the original client_func; that has"
                + " no TEST=%s")
            .formatted(connection.peer().name(), test));
  }
}
