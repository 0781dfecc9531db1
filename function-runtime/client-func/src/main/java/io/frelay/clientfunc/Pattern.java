package io.frelay.clientfunc;

import io.frelay.client.Messages;
import io.frelay.client.PeerConnection;
import java.io.IOException;

/**
 * A message pattern that Flock measures. One operation is {@code rounds} times a request and its
 * answer, one after the other.
 *
 * @param rounds of one operation
 * @param request bytes of a request
 * @param answer bytes of an answer
 */
record Pattern(int rounds, int request, int answer) {
  /** A threshold signature: four rounds of shares and commitments, about 100 bytes each. */
  static final Pattern SIGNING = new Pattern(4, 100, 100);

  /** A threshold decryption: one ciphertext there, one partial decryption back. */
  static final Pattern DECRYPT = new Pattern(1, 1024, 64);

  /**
   * Plays the pattern.
   *
   * @return how long each operation took, in nanoseconds, as seen by the side that asks; the other
   *     side measures from answer to answer
   */
  long[] play(PeerConnection connection, int operations) throws IOException {
    long[] nanos = new long[operations];
    boolean asks = Trial.asks(connection);
    Messages messages = connection.messages(Math.max(request, answer));
    for (int i = 0; i < operations; i++) {
      long begun = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        if (asks) {
          messages.send(new byte[request]);
          require(messages, answer);
        } else {
          require(messages, request);
          messages.send(new byte[answer]);
        }
      }
      nanos[i] = System.nanoTime() - begun;
    }
    return nanos;
  }

  @Override
  public String toString() {
    return "%d x (%d bytes there, %d back)".formatted(rounds, request, answer);
  }

  private static void require(Messages messages, int bytes) throws IOException {
    int length = messages.receive().map(message -> message.length).orElse(-1);
    if (length != bytes) {
      throw new IOException("the peer ended early, or runs another test");
    }
  }
}
