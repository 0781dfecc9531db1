package io.frelay.test;

import io.smallrye.config.SecretKeys;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** A Quarkus application that a test has started, with a relay of its dev services. */
final class ApplicationUnderTest {
  /** By its name, because tests without applications do not have the class. */
  private static final String QUARKUS_TEST = "io.quarkus.test.junit.QuarkusTest";

  private ApplicationUnderTest() {}

  /** Returns whether a test class, or one around it, is a {@code @QuarkusTest}. */
  static boolean isRunBy(Class<?> test) {
    for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
      for (Annotation each : type.getAnnotations()) {
        if (each.annotationType().getName().equals(QUARKUS_TEST)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Directory with the application's secrets.
   *
   * @throws IllegalStateException if dev services have made none
   */
  static Path directory() {
    Optional<String> directory =
        SecretKeys.doUnlocked(
            () ->
                ConfigProvider.getConfig()
                    .getOptionalValue("frelay.party.directory", String.class));
    return Path.of(
        directory.orElseThrow(
            () ->
                new IllegalStateException(
                    "dev services have started no relay: the application has a party's secrets in"
                        + " its test profile, or they are switched off")));
  }
}
