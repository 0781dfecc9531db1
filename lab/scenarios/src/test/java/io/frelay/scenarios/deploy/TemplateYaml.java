package io.frelay.scenarios.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML as CloudFormation reads it: the short form of a function, {@code !Sub x}, is the long one,
 * {@code {"Fn::Sub": "x"}}. A key that stands twice is an error.
 */
final class TemplateYaml extends SafeConstructor {
  private TemplateYaml(LoaderOptions options) {
    super(options);
    yamlMultiConstructors.put("!", new ShortForm());
  }

  static Map<String, Object> parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new TemplateYaml(options)).load(text);
  }

  private final class ShortForm extends AbstractConstruct {
    @Override
    public Object construct(Node node) {
      String name = node.getTag().getValue().substring(1);
      boolean bare = name.equals("Ref") || name.equals("Condition");
      Map<String, Object> call = new LinkedHashMap<>();
      call.put(bare ? name : "Fn::" + name, argument(name, node));
      return call;
    }

    private Object argument(String name, Node node) {
      if (node instanceof ScalarNode scalar) {
        String text = scalar.getValue();
        return name.equals("GetAtt") ? List.of(text.split("\\.", 2)) : text;
      }
      if (node instanceof SequenceNode sequence) {
        return constructSequence(sequence);
      }
      return constructMapping((MappingNode) node);
    }
  }
}
