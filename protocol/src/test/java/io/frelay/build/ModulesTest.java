package io.frelay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every jar that ships can be a Java module: it has a stable name and its packages to itself. */
class ModulesTest {
  private static final Path ROOT = Path.of("..");
  private static final String SOURCES = "src/main/java";
  private static final Pattern NAME =
      Pattern.compile("<module.name>(io\\.frelay(\\.[a-z]+)+)</module.name>");

  /** Folders of the modules whose jars ship. */
  private static List<Path> shipped() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> functions = Files.list(ROOT.resolve("function-runtime"))) {
      return Stream.concat(top, functions)
          .filter(each -> Files.exists(each.resolve("pom.xml")))
          .filter(each -> Files.isDirectory(each.resolve(SOURCES)))
          .sorted()
          .toList();
    }
  }

  private static Set<String> packages(Path module) throws IOException {
    Path sources = module.resolve(SOURCES);
    try (Stream<Path> all = Files.walk(sources)) {
      return all.filter(file -> file.toString().endsWith(".java"))
          .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyModuleHasANameOfItsOwn() throws IOException {
    Map<String, Path> owners = new HashMap<>();
    for (Path module : shipped()) {
      Matcher name = NAME.matcher(Files.readString(module.resolve("pom.xml")));
      assertThat(name.find()).as("module.name in %s", module).isTrue();
      assertThat(owners.put(name.group(1), module)).as(name.group(1)).isNull();
      assertThat(packages(module)).as("packages of %s", module).contains(name.group(1));
    }
    assertThat(owners).hasSizeGreaterThan(10);
  }

  @Test
  void noPackageIsInTwoModules() throws IOException {
    Map<String, Path> owners = new HashMap<>();
    for (Path module : shipped()) {
      for (String each : packages(module)) {
        assertThat(owners.put(each, module)).as("another owner of %s", each).isNull();
      }
    }
  }
}
