package io.frelay.scenarios.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * Schema of a type of resource, or of a property within it, from AWS: see
 * src/test/resources/cloudformation.
 */
record ResourceSchema(Map<String, Object> content) {
  /**
   * @return of the type, such as AWS::Lambda::Url
   * @throws IllegalArgumentException if there is no file for it
   */
  static ResourceSchema of(String type) throws IOException {
    String file = "/cloudformation/" + type.replace("::", "-") + ".json";
    try (InputStream in = ResourceSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no schema of " + type);
      }
      // JSON is YAML.
      return new ResourceSchema(
          new Yaml().load(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  /** The names of its Fn::GetAtt. */
  List<?> attributes() {
    return (List<?>) content.getOrDefault("attributes", List.of());
  }

  List<?> required() {
    return (List<?>) content.getOrDefault("required", List.of());
  }

  /** The values that it may have; empty if any. */
  List<?> values() {
    return (List<?>) content.getOrDefault("enum", List.of());
  }

  /** True if its members are known; those of a policy, for example, are free. */
  boolean hasProperties() {
    return content.containsKey("properties");
  }

  /** Null if there is none of this name. */
  ResourceSchema property(String name) {
    return nested(((Map<?, ?>) content.get("properties")).get(name));
  }

  /** Schema of a list's elements. */
  ResourceSchema items() {
    ResourceSchema items = nested(content.get("items"));
    return items == null ? new ResourceSchema(Map.of()) : items;
  }

  @SuppressWarnings("unchecked") // JSON objects have text for keys
  private static ResourceSchema nested(Object schema) {
    return schema == null ? null : new ResourceSchema((Map<String, Object>) schema);
  }

  /** True if a value of one of these JSON types is allowed here. */
  boolean takes(String... types) {
    Object declared = content.get("type");
    if (declared == null) {
      return true;
    }
    List<?> all = declared instanceof List<?> several ? several : List.of(declared);
    return List.of(types).stream().anyMatch(all::contains);
  }
}
