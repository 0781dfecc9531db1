package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.io.IOException;
import java.util.Optional;

/** Reads a {@link Call} by the rules of every other body, and refuses it with the same words. */
public final class CallDeserializer extends JsonDeserializer<Call<?>>
    implements ContextualDeserializer {
  private final JavaType input;

  /** For Jackson, which then asks for one that knows its type. */
  public CallDeserializer() {
    this(TypeFactory.unknownType());
  }

  private CallDeserializer(JavaType input) {
    this.input = input;
  }

  @Override
  public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty at) {
    return new CallDeserializer(context.getContextualType().containedTypeOrUnknown(0));
  }

  @Override
  public Call<?> deserialize(JsonParser json, DeserializationContext context) throws IOException {
    try {
      Envelope body = Envelope.of(Envelope.tokens(json));
      Optional<PlatformEvent.Recognised> event = PlatformEvent.of(body);
      Envelope envelope = event.isPresent() ? event.get().request(ExactJson.MAPPER) : body;
      return new Call<>(
          envelope.meeting(),
          HandlerInput.read(
              envelope.input(),
              input,
              "the function",
              (tokens, type) -> read(tokens.asParser(json.getCodec()), type, context)));
    } catch (FunctionException e) {
      return Call.refused(e);
    }
  }

  private static Object read(JsonParser tokens, JavaType type, DeserializationContext context)
      throws IOException {
    return tokens.nextToken() == JsonToken.VALUE_NULL
        ? context.findRootValueDeserializer(type).getNullValue(context)
        : context.readValue(tokens, type);
  }

  @Override
  public Call<?> getNullValue(DeserializationContext context) {
    return Call.refused(new FunctionException(ErrorCode.BAD_INPUT, HandlerInput.MISSING));
  }
}
