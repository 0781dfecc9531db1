package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Input of a type with all its members empty, for a form to begin with. */
final class InputExample {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 4;

  private InputExample() {}

  static JsonNode of(ObjectMapper json, JavaType type) {
    return of(json, type, 0);
  }

  private static JsonNode of(ObjectMapper json, JavaType type, int depth) {
    Class<?> raw = type.getRawClass();
    if (type.isCollectionLikeType() || type.isArrayType()) {
      return NODES.arrayNode();
    } else if (type.isMapLikeType()) {
      return NODES.objectNode();
    } else if (raw == boolean.class || raw == Boolean.class) {
      return NODES.booleanNode(false);
    } else if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
      return NODES.numberNode(0);
    } else if (CharSequence.class.isAssignableFrom(raw) || raw.isEnum()) {
      return NODES.textNode("");
    } else if (depth == DEEPEST || raw.getName().startsWith("java.")) {
      return NODES.nullNode();
    }
    ObjectNode object = NODES.objectNode();
    for (BeanPropertyDefinition each :
        json.getDeserializationConfig().introspect(type).findProperties()) {
      if (each.couldDeserialize()) {
        object.set(each.getName(), of(json, each.getPrimaryType(), depth + 1));
      }
    }
    return object;
  }
}
