package io.frelay.function.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Secrets as a store or an environment may hold them: found, or refused without a quotation. */
public final class SecretsTarget {
  private SecretsTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      JsonSecrets.read(new Secret(text, "SOURCE", Optional.empty()));
    } catch (SecretsException e) {
      requireOurs(e);
    }
    try {
      new Lookup(
              Map.of("FRELAY_BUNDLE", text),
              Variables.of(Map.of()),
              new WatchedFiles(),
              id -> {
                throw new SecretsException("no AWS here");
              })
          .all();
    } catch (SecretsException e) {
      requireOurs(e);
    }
  }

  private static void requireOurs(SecretsException e) {
    if (e.getMessage() == null || e.getMessage().isBlank()) {
      throw new AssertionError("a failure without a word", e);
    }
  }
}
