package io.frelay.scenarios.image;

import io.frelay.scenarios.image.ScannedClass.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * Effects of the class initialisers of some classes, as far as bytecode shows them: Quarkus runs
 * them while it builds a native image, but for those that a jar's {@code native-image.properties}
 * puts off. Calls are followed through these classes; lambdas are not, for they run later.
 */
final class ImageHeap {
  private static final String PUT_OFF = "--initialize-at-run-time=";

  /** Other names are of libraries' classes and packages, which are not looked into. */
  private static final String OURS = "io/frelay/";

  private final Map<String, ScannedClass> classes = new TreeMap<>();
  private final Set<String> putOff = new HashSet<>();
  private final List<String> findings = new ArrayList<>();

  /** Adds a folder of compiled classes, and what it puts off. */
  ImageHeap add(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      if (file.toString().endsWith(".class")) {
        add(Files.readAllBytes(file));
      } else if (file.endsWith("native-image.properties")) {
        try (InputStream in = Files.newInputStream(file)) {
          addPutOff(in);
        }
      }
    }
    return this;
  }

  ImageHeap add(byte[] bytecode) {
    ScannedClass read = ScannedClass.read(bytecode);
    classes.put(read.name(), read);
    return this;
  }

  /** Takes what a {@code native-image.properties} puts off. */
  ImageHeap addPutOff(InputStream properties) throws IOException {
    Properties read = new Properties();
    read.load(properties);
    for (String argument : read.getProperty("Args", "").split("\\s+", -1)) {
      if (argument.startsWith(PUT_OFF)) {
        for (String name : argument.substring(PUT_OFF.length()).split(",", -1)) {
          putOff.add(name.replace('.', '/'));
        }
      }
    }
    return this;
  }

  /** Number of added classes. */
  int size() {
    return classes.size();
  }

  /** Findings: objects that must not or cannot be in an image, one sentence each. */
  List<String> findings() {
    for (String name : putOff) {
      if (name.startsWith(OURS) && !classes.containsKey(name)) {
        findings.add(name + " is put off to run time, but there is no such class");
      }
    }
    for (ScannedClass each : classes.values()) {
      if (!putOff.contains(each.name())) {
        each.statics().forEach((field, type) -> field(each, field, type));
        follow(each, each, ScannedClass.INITIALISER, new HashSet<>());
      }
    }
    return findings;
  }

  private void field(ScannedClass owner, String field, Type type) {
    if (Foreign.isType(type)) {
      findings.add("%s.%s is a %s".formatted(owner.name(), field, type.getClassName()));
    }
  }

  private void follow(ScannedClass initialised, ScannedClass at, String method, Set<String> done) {
    if (!at.methods().containsKey(method) || !done.add(at.name() + "." + method)) {
      return;
    }
    for (Step step : at.methods().get(method)) {
      if (putOff.contains(step.owner())) {
        found(initialised, "reaches " + step.owner() + ", which is put off to run time");
      } else if (step.isCall()) {
        call(initialised, step, done);
      }
    }
  }

  private void call(ScannedClass initialised, Step step, Set<String> done) {
    String method = step.member().substring(0, step.member().indexOf('('));
    String descriptor = step.member().substring(method.length());
    boolean isNew = method.equals("<init>");
    if (isNew && Foreign.isType(Type.getObjectType(step.owner()))) {
      found(initialised, "makes a " + step.owner());
    } else if (classes.containsKey(step.owner())) {
      follow(initialised, classes.get(step.owner()), step.member(), done);
    } else if (Foreign.isCall(step.owner(), method)
        || Foreign.isType(Type.getReturnType(descriptor))) {
      found(initialised, "calls %s.%s".formatted(step.owner(), method));
    }
  }

  private void found(ScannedClass initialised, String what) {
    findings.add("%s, when it is initialised, %s".formatted(initialised.name(), what));
  }
}
