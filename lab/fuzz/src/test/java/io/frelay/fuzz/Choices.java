package io.frelay.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Choices taken from a fuzzed input, byte by byte; after its end all are zero or empty. */
public final class Choices {
  private final byte[] input;
  private int at;

  public Choices(byte[] input) {
    this.input = input;
  }

  public boolean isAtEnd() {
    return at >= input.length;
  }

  /** One of {@code count} (at most 256), from 0. */
  public int of(int count) {
    return isAtEnd() ? 0 : (input[at++] & 0xff) % count;
  }

  /** Up to {@code most} (at most 255) of the next bytes, as many as the first of them says. */
  public byte[] bytes(int most) {
    int from = Math.min(at + 1, input.length);
    int length = Math.min(of(most + 1), input.length - from);
    at = from + length;
    return Arrays.copyOfRange(input, from, at);
  }

  /** The same as text, a character a byte. */
  public String text(int most) {
    return new String(bytes(most), StandardCharsets.ISO_8859_1);
  }

  /** All that is left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(input, Math.min(at, input.length), input.length);
    at = input.length;
    return rest;
  }
}
