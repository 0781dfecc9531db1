package io.frelay.pem;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Certificates and keys as a variable or a file may hold them, or something else. */
public final class PemTarget {
  private PemTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    blocks(text);
    try {
      if (Pem.certificates(text, "SOURCE").isEmpty()) {
        throw new AssertionError("no certificate and no word of it");
      }
    } catch (PemException e) {
      requireOneSentence(e);
    }
    try {
      Pem.privateKey(text, "SOURCE");
    } catch (PemException e) {
      requireOneSentence(e);
    }
  }

  private static void blocks(String text) {
    try {
      for (PemBlock block : PemBlock.parse(text, "SOURCE")) {
        List<PemBlock> again = PemBlock.parse(block.text(), "SOURCE");
        if (again.size() != 1
            || !again.get(0).label().equals(block.label())
            || !Arrays.equals(again.get(0).der(), block.der())) {
          throw new AssertionError("another block after a round trip");
        }
      }
    } catch (PemException e) {
      requireOneSentence(e);
    }
  }

  /** Which names the source, and never what is in it. */
  private static void requireOneSentence(PemException e) {
    if (!e.getMessage().startsWith("SOURCE") || e.getMessage().length() > 120) {
      throw new AssertionError("not our words: " + e.getMessage());
    }
  }
}
