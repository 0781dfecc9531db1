package io.frelay.bundle;

import io.frelay.fuzz.Choices;
import io.frelay.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A bundle's text, and what is inside its compression. */
public final class BundleTarget {
  private BundleTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    boolean inside = choices.of(2) == 0;
    byte[] bytes = choices.rest();
    Map<String, String> variables;
    try {
      variables =
          inside
              ? BundleEntries.decode(bytes, "SOURCE")
              : Bundle.decode(new String(bytes, StandardCharsets.UTF_8), "SOURCE");
    } catch (PemException e) {
      if (!e.getMessage().startsWith("SOURCE") || e.getMessage().length() > 160) {
        throw new AssertionError("not our words: " + e.getMessage());
      }
      return;
    }
    String again;
    try {
      again = Bundle.encode(variables);
    } catch (IllegalArgumentException e) {
      return; // a PEM value without a block, or with a label that none has
    }
    try {
      if (!Bundle.decode(again, "SOURCE").equals(variables)) {
        throw new AssertionError("other variables after a round trip");
      }
    } catch (PemException e) {
      throw new AssertionError("does not read what it wrote", e);
    }
  }
}
