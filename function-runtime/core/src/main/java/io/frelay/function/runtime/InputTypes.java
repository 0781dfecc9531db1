package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.deser.std.ContainerDeserializerBase;
import java.util.Optional;

/** Checks that the application's Jackson can make what a handler takes. */
final class InputTypes {
  private InputTypes() {}

  /**
   * Fault of a type, or of that of its elements; empty if there is none. The types of its members
   * are left to the request: not every one need come.
   */
  static Optional<String> problem(ObjectMapper json, JavaType type) {
    DeserializationContext context =
        ((DefaultDeserializationContext) json.getDeserializationContext())
            .createDummyInstance(json.getDeserializationConfig());
    String why = null;
    try {
      for (JsonDeserializer<?> each = context.findRootValueDeserializer(type);
          each != null && why == null;
          each = elements(each)) {
        why = refusal(each);
      }
    } catch (JsonMappingException e) {
      why = e.getOriginalMessage();
    }
    return Optional.ofNullable(why)
        .map(reason -> type.toCanonical() + ", which cannot be made of JSON: " + reason);
  }

  private static JsonDeserializer<?> elements(JsonDeserializer<?> of) {
    return of instanceof ContainerDeserializerBase<?> container
        ? container.getContentDeserializer()
        : null;
  }

  /** Null if it can be made; a type that names its subtypes has another deserializer. */
  private static String refusal(JsonDeserializer<?> deserializer) {
    if (deserializer instanceof AbstractDeserializer) {
      return name(deserializer)
          + " is abstract; take a class, or name its subtypes by @JsonSubTypes";
    } else if (deserializer instanceof UnsupportedTypeDeserializer) {
      return name(deserializer) + " is a type that Jackson does not know; add the module for it";
    } else if (deserializer instanceof BeanDeserializerBase bean
        && !bean.getValueInstantiator().canInstantiate()) {
      return name(deserializer)
          + " is without a constructor that Jackson could use; give it one, or make it a record";
    }
    return null;
  }

  private static String name(JsonDeserializer<?> deserializer) {
    return deserializer.handledType().getName();
  }
}
