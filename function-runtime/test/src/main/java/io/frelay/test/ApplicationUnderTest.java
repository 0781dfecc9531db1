package io.frelay.test;

import io.smallrye.config.SecretKeys;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** A Quarkus application that a test has started, with a relay of its dev services. */
final class ApplicationUnderTest {
  /** By their names, because tests without applications do not have the classes. */
  private static final Set<String> QUARKUS_TESTS =
      Set.of("io.quarkus.test.junit.QuarkusTest", "io.quarkus.test.junit.QuarkusIntegrationTest");

  private ApplicationUnderTest() {}

  /**
   * Returns whether a test class, or one around it, is a {@code @QuarkusTest} or a
   * {@code @QuarkusIntegrationTest}.
   */
  static boolean isRunBy(Class<?> test) {
    for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
      for (Annotation each : type.getAnnotations()) {
        if (QUARKUS_TESTS.contains(each.annotationType().getName())) {
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
