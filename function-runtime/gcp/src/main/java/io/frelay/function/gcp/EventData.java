package io.frelay.function.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;

/** The request in an event. */
@Singleton
class EventData {
  private static final String PUBSUB_MESSAGE = "google.cloud.pubsub.topic.v1.messagePublished";
  private static final byte[] EMPTY = {};

  private final ObjectMapper json;

  @Inject
  EventData(ObjectMapper json) {
    this.json = json;
  }

  /** The event's data; of a message of Pub/Sub, which is wrapped, what was published. */
  byte[] of(CloudEvent event) throws FunctionException {
    if (event.getData() == null) {
      return EMPTY;
    }
    byte[] data = event.getData().toBytes();
    return event.getType().equals(PUBSUB_MESSAGE) ? published(data) : data;
  }

  /** Data of a message of Pub/Sub; empty if it has attributes only. */
  byte[] published(byte[] data) throws FunctionException {
    try {
      JsonNode message = json.readTree(data).path("message").path("data");
      if (message.isMissingNode() || message.isNull()) {
        return EMPTY;
      }
      byte[] published = message.binaryValue();
      if (published != null) { // as it is where there is no text
        return published;
      }
    } catch (IOException e) {
      throw noMessage(e);
    }
    throw noMessage(null);
  }

  private static FunctionException noMessage(IOException cause) {
    return new FunctionException(
        ErrorCode.BAD_INPUT,
        "the event is not a message of Pub/Sub, though its type says so",
        cause);
  }
}
