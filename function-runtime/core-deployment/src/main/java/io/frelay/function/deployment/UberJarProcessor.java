package io.frelay.function.deployment;

import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.pkg.PackageConfig;
import io.quarkus.deployment.pkg.PackageConfig.JarConfig.JarType;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.UberJarIgnoredResourceBuildItem;
import io.quarkus.maven.dependency.ResolvedDependency;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * Makes an uber-jar the same whichever JDK builds it. Quarkus flattens multi-release jars as the
 * JDK sees them that it runs on: on JDK 25 their classes for Java 21 take the place of those for
 * every Java, and the jar does not run on 17. Here those places are taken first, by what a jar
 * holds for {@link #OLDEST}; what it has for newer ones stays in {@code META-INF/versions}.
 */
class UberJarProcessor {
  /** Oldest version that Quarkus itself needs, and the oldest on the clouds. */
  private static final Runtime.Version OLDEST = Runtime.Version.parse("17");

  private static final String VERSIONS = "META-INF/versions/";

  /** Condition that one is built. */
  static final class UberJar implements BooleanSupplier {
    private final PackageConfig config;

    UberJar(PackageConfig config) {
      this.config = config;
    }

    @Override
    public boolean getAsBoolean() {
      return config.jar().enabled() && config.jar().type() == JarType.UBER_JAR;
    }
  }

  @BuildStep(onlyIf = UberJar.class)
  void forTheOldest(
      CurateOutcomeBuildItem application,
      BuildProducer<GeneratedResourceBuildItem> taken,
      BuildProducer<UberJarIgnoredResourceBuildItem> leftOut)
      throws IOException {
    for (ResolvedDependency each : application.getApplicationModel().getRuntimeDependencies()) {
      for (Path path : each.getResolvedPaths()) {
        if (path.toString().endsWith(".jar")) {
          forTheOldest(path, taken, leftOut);
        }
      }
    }
  }

  private static void forTheOldest(
      Path path,
      BuildProducer<GeneratedResourceBuildItem> taken,
      BuildProducer<UberJarIgnoredResourceBuildItem> leftOut)
      throws IOException {
    try (JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, OLDEST)) {
      if (!jar.isMultiRelease()) {
        return;
      }
      for (String name : namesForNewerOnly(jar)) {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
          leftOut.produce(new UberJarIgnoredResourceBuildItem(name));
        } else {
          try (InputStream bytes = jar.getInputStream(entry)) {
            taken.produce(new GeneratedResourceBuildItem(name, bytes.readAllBytes()));
          }
        }
      }
    }
  }

  private static Set<String> namesForNewerOnly(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(VERSIONS))
        .map(entry -> entry.getName().substring(VERSIONS.length()))
        .filter(name -> isNewer(name.substring(0, name.indexOf('/'))))
        .map(name -> name.substring(name.indexOf('/') + 1))
        .filter(name -> !name.startsWith("META-INF/")) // of which there are no versions
        .collect(Collectors.toSet());
  }

  private static boolean isNewer(String version) {
    return version.chars().allMatch(Character::isDigit)
        && Integer.parseInt(version) > OLDEST.feature();
  }
}
