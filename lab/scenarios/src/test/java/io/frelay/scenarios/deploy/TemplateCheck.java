package io.frelay.scenarios.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what is wrong in a CloudFormation template without asking AWS: names that lead nowhere, and
 * resources that are not as their published schemas say.
 */
final class TemplateCheck {
  /** {@code ${Name}} or {@code ${Resource.Attribute}}, but not the literal {@code ${!Name}}. */
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Map<?, ?> parameters;
  private final Map<?, ?> conditions;
  private final Map<?, ?> resources;
  private final Map<?, ?> outputs;
  private final Set<String> used = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private TemplateCheck(Map<String, Object> template) {
    parameters = section(template, "Parameters");
    conditions = section(template, "Conditions");
    resources = section(template, "Resources");
    outputs = section(template, "Outputs");
  }

  /** One line for each; empty for a good template. */
  static List<String> problems(String template) throws IOException {
    TemplateCheck check = new TemplateCheck(TemplateYaml.parse(template));
    check.all();
    return check.problems;
  }

  private static Map<?, ?> section(Map<?, ?> map, String name) {
    Object section = map.get(name);
    return section == null ? Map.of() : (Map<?, ?>) section;
  }

  private void all() throws IOException {
    conditions.forEach((name, value) -> functions("condition " + name, null, value));
    for (Map.Entry<?, ?> resource : resources.entrySet()) {
      resource((String) resource.getKey(), (Map<?, ?>) resource.getValue());
    }
    outputs.forEach(
        (name, output) -> {
          Object condition = ((Map<?, ?>) output).get("Condition");
          condition("output " + name, condition);
          functions("output " + name, condition, ((Map<?, ?>) output).get("Value"));
        });
    parameters.keySet().stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> problems.add("parameter " + name + " is not used"));
    conditions.keySet().stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> problems.add("condition " + name + " is not used"));
  }

  private void resource(String name, Map<?, ?> resource) throws IOException {
    Object condition = resource.get("Condition");
    condition(name, condition);
    Object dependsOn = resource.get("DependsOn");
    for (Object other : dependsOn instanceof List<?> list ? list : List.of()) {
      reference(name, condition, (String) other);
    }
    if (dependsOn instanceof String other) {
      reference(name, condition, other);
    }
    Map<?, ?> properties = section(resource, "Properties");
    functions(name, condition, properties);
    conforms(name, properties, ResourceSchema.of((String) resource.get("Type")));
  }

  /** Everything that a function names is there, and is there when the one who names it is. */
  private void functions(String where, Object condition, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(element -> functions(where, condition, element));
    }
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object argument = entry.getValue();
      switch ((String) entry.getKey()) {
        case "Ref" -> reference(where, condition, (String) argument);
        case "Condition" -> {
          // In a policy it is the policy's own.
          if (argument instanceof String) {
            condition(where, argument);
          }
        }
        case "Fn::GetAtt" -> {
          List<?> names = (List<?>) argument;
          attribute(where, condition, (String) names.get(0), (String) names.get(1));
        }
        case "Fn::Sub" -> substitutions(where, condition, argument);
        case "Fn::If" -> {
          condition(where, ((List<?>) argument).get(0));
          functions(where, condition, argument);
        }
        default -> functions(where, condition, argument);
      }
    }
  }

  private void substitutions(String where, Object condition, Object argument) {
    if (!(argument instanceof String text)) {
      problems.add(where + ": Fn::Sub with variables of its own is not known here");
      return;
    }
    Matcher names = SUBSTITUTION.matcher(text);
    while (names.find()) {
      String[] parts = names.group(1).split("\\.", 2);
      if (parts.length == 2) {
        attribute(where, condition, parts[0], parts[1]);
      } else {
        reference(where, condition, parts[0]);
      }
    }
  }

  private void condition(String where, Object name) {
    if (name == null) {
      return;
    }
    used.add((String) name);
    if (!conditions.containsKey(name)) {
      problems.add("%s: there is no condition %s".formatted(where, name));
    }
  }

  private void reference(String where, Object condition, String name) {
    used.add(name);
    if (name.startsWith("AWS::") || parameters.containsKey(name)) {
      return;
    }
    Object resource = resources.get(name);
    if (resource == null) {
      problems.add("%s: there is no %s".formatted(where, name));
      return;
    }
    Object needed = ((Map<?, ?>) resource).get("Condition");
    if (needed != null && !needed.equals(condition)) {
      problems.add("%s: %s is there only if %s".formatted(where, name, needed));
    }
  }

  private void attribute(String where, Object condition, String name, String attribute) {
    reference(where, condition, name);
    if (resources.get(name) instanceof Map<?, ?> resource) {
      try {
        if (!ResourceSchema.of((String) resource.get("Type")).attributes().contains(attribute)) {
          problems.add("%s: %s has no attribute %s".formatted(where, name, attribute));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void conforms(String where, Object value, ResourceSchema schema) {
    if (value instanceof Map<?, ?> map) {
      if (map.size() == 1 && isFunction((String) map.keySet().iterator().next())) {
        function(where, map, schema);
      } else if (!schema.takes("object")) {
        problems.add(where + ": no place for an object");
      } else if (schema.hasProperties()) {
        members(where, map, schema);
      }
    } else if (value instanceof List<?> list) {
      if (!schema.takes("array")) {
        problems.add(where + ": no place for a list");
      }
      list.forEach(element -> conforms(where + "[]", element, schema.items()));
    } else {
      scalar(where, value, schema);
    }
  }

  private void members(String where, Map<?, ?> map, ResourceSchema schema) {
    map.forEach(
        (name, member) -> {
          ResourceSchema property = schema.property((String) name);
          if (property == null) {
            problems.add("%s: there is no property %s".formatted(where, name));
          } else {
            conforms(where + "." + name, member, property);
          }
        });
    schema.required().stream()
        .filter(name -> !map.containsKey(name))
        .forEach(name -> problems.add("%s: %s is required".formatted(where, name)));
  }

  private static boolean isFunction(String name) {
    return name.startsWith("Fn::") || name.equals("Ref");
  }

  /** Checks a function; its result is known only for functions that choose a value. */
  private void function(String where, Map<?, ?> call, ResourceSchema schema) {
    if (call.get("Fn::If") instanceof List<?> choice) {
      conforms(where, choice.get(1), schema);
      conforms(where, choice.get(2), schema);
    } else if (call.containsKey("Fn::Sub") && !schema.takes("string")) {
      problems.add(where + ": no place for text");
    } else if (parameters.get(call.get("Ref")) instanceof Map<?, ?> parameter
        && parameter.get("AllowedValues") instanceof List<?> values) {
      values.forEach(value -> scalar(where, value, schema));
    }
  }

  private void scalar(String where, Object value, ResourceSchema schema) {
    boolean fits =
        value instanceof Boolean
            ? schema.takes("boolean")
            : value instanceof Number
                ? schema.takes("integer", "number")
                : value instanceof String && schema.takes("string");
    if (!fits) {
      problems.add("%s: no place for %s".formatted(where, value));
    }
    if (!schema.values().isEmpty() && !schema.values().contains(value)) {
      problems.add("%s: %s is none of %s".formatted(where, value, schema.values()));
    }
  }
}
