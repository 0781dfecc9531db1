package io.frelay.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs that the demo starts, each as a user or a cloud would.
 *
 * @param root the project
 * @param children where they are accounted for
 */
record Programs(Path root, Children children) {
  private static final List<String> FOREIGN = List.of("RELAY", "QUARKUS", "SMALLRYE");

  /**
   * A launcher of {@code bin/}, without any settings of the user's own.
   *
   * @param settings variables for its environment
   */
  Child launcher(String name, Map<String, String> settings, String... arguments)
      throws DemoFailure {
    List<String> command = new ArrayList<>();
    command.add(root.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(variable -> FOREIGN.stream().anyMatch(variable::startsWith));
    builder.environment().putAll(settings);
    return children.start("bin/" + name, builder);
  }

  /**
   * A jar of the project in a process of its own, with nothing in its environment but what it is
   * given.
   *
   * @param name what messages call it
   */
  Child jar(String name, String jar, Map<String, String> environment) throws DemoFailure {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            root.resolve(jar).toString());
    builder.redirectErrorStream(true); // its log is on either
    builder.environment().clear();
    builder.environment().putAll(environment);
    return children.start(name, builder);
  }

  /**
   * A Java program of the demo, with nothing in its environment but what it is given.
   *
   * @param name what messages call it
   * @param options for its JVM
   */
  Child java(String name, Class<?> program, Map<String, String> environment, List<String> options)
      throws DemoFailure {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return children.start(name, builder);
  }
}
