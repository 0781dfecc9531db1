package io.frelay.run;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping of a YAML file, whose fields are taken one by one. Errors name the line and field. */
final class YamlFields {
  private final Path file;
  private final String path;
  private final Mark start;
  private final Map<String, Mark> lines = new LinkedHashMap<>();
  private final Map<String, Node> untaken = new LinkedHashMap<>();

  private YamlFields(Path file, String path, Node node) throws RunException {
    this.file = file;
    this.path = path;
    this.start = node.getStartMark();
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(start, path.isEmpty() ? "this is" : "'" + path + "' is", "no list of fields");
    }
    for (NodeTuple each : mapping.getValue()) {
      if (!(each.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(each.getKeyNode().getStartMark(), "a field's name", "must be a plain word");
      }
      if (untaken.put(key.getValue(), each.getValueNode()) != null) {
        throw wrong(key.getStartMark(), named(key.getValue()), "is there twice");
      }
      lines.put(key.getValue(), key.getStartMark());
    }
  }

  static YamlFields read(Path file) throws RunException {
    try (Reader text = Files.newBufferedReader(file)) {
      Node root = new Yaml(new LoaderOptions()).compose(text);
      if (root == null) {
        throw new RunException(file + ": the file is empty; see docs/run.md");
      }
      return new YamlFields(file, "", root);
    } catch (NoSuchFileException e) {
      throw new RunException("there is no file " + file, e);
    } catch (IOException e) {
      throw new RunException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    } catch (MarkedYAMLException e) {
      // Its own message quotes the file.
      Mark mark = e.getProblemMark();
      throw new RunException(
          "%s:%d: this is not YAML: %s".formatted(file, mark.getLine() + 1, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new RunException(file + ": this is not YAML", e);
    }
  }

  /** The names of the fields that are not taken yet, in the file's order. */
  List<String> names() {
    return List.copyOf(untaken.keySet());
  }

  Optional<String> optional(String name) throws RunException {
    Node node = untaken.remove(name);
    if (node == null) {
      return Optional.empty();
    }
    return Optional.of(scalar(name, node));
  }

  String required(String name) throws RunException {
    Optional<String> value = optional(name);
    if (value.isEmpty()) {
      throw wrong(start, named(name), "is missing");
    }
    return value.get();
  }

  /** The values of a list; none if the field is absent. */
  List<String> list(String name) throws RunException {
    Node node = untaken.remove(name);
    List<String> values = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node each : sequence.getValue()) {
        values.add(scalar(name, each));
      }
    } else if (node != null) {
      throw wrong(name, "must be a list, such as [\"0\", \"1\"]");
    }
    return values;
  }

  /** The fields below a field. */
  Optional<YamlFields> below(String name) throws RunException {
    Node node = untaken.remove(name);
    return node == null ? Optional.empty() : Optional.of(new YamlFields(file, named(name), node));
  }

  /** Refuses what nobody has asked for, which is misspelt or in the wrong place. */
  void nothingElse() throws RunException {
    for (String name : untaken.keySet()) {
      throw wrong(name, "is no field that is known here");
    }
  }

  /** An error about a field, whose value it does not quote. */
  RunException wrong(String name, String what) {
    return wrong(lines.getOrDefault(name, start), named(name), what);
  }

  /** An error about the whole mapping. */
  RunException wrong(String what) {
    return wrong(start, path, what);
  }

  private RunException wrong(Mark at, String subject, String what) {
    return new RunException("%s:%d: %s %s".formatted(file, at.getLine() + 1, subject, what));
  }

  private String scalar(String name, Node node) throws RunException {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw wrong(name, "must have one value");
    }
    return scalar.getValue();
  }

  private String named(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
