package io.frelay.function.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.ExactJson;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Messages of a queue, each a request, one after the other; nobody waits for their outputs. Where
 * the application asks for it.
 *
 * <p>A failure that may pass is reported as a batch item failure, and its message comes again. Any
 * other would fail with every delivery: it is logged, and the message is done with. Of a FIFO queue
 * all behind the first that comes again come again too, so that none overtakes it.
 *
 * <p>Source: <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">AWS, Handling
 * errors for an SQS event source in Lambda</a>
 */
@Singleton
class SqsBatch {
  private static final Logger LOG = Logger.getLogger(SqsBatch.class);

  private final Invoker invoker;
  private final boolean isWanted;

  @Inject
  SqsBatch(Invoker invoker, FunctionConfig config) {
    this.invoker = invoker;
    isWanted = config.aws().sqs();
  }

  /** Returns whether an event is one of these, and they are wanted. */
  boolean takes(byte[] event) throws IOException {
    return isWanted && event.length > 0 && isSqs(event);
  }

  private static boolean isSqs(byte[] event) {
    try {
      JsonNode first = ExactJson.MAPPER.readTree(event).path("Records").path(0);
      return "aws:sqs".equals(first.path("eventSource").textValue());
    } catch (IOException e) {
      return false; // said better by whoever needs it to be JSON
    }
  }

  /** Runs them, and says which are to come again. */
  byte[] answer(byte[] event, Supplier<Optional<Duration>> remaining) throws IOException {
    ObjectNode answer = ExactJson.MAPPER.createObjectNode();
    ArrayNode failures = answer.putArray("batchItemFailures");
    for (JsonNode message : ExactJson.MAPPER.readTree(event).path("Records")) {
      byte[] body = message.path("body").asText().getBytes(UTF_8);
      boolean hasToWait = !failures.isEmpty() && isOfFifoQueue(message);
      if (hasToWait || !isDone(request(body, message, remaining.get()), message)) {
        failures.addObject().set("itemIdentifier", message.path("messageId"));
      }
    }
    return ExactJson.MAPPER.writeValueAsBytes(answer);
  }

  /** With what the sender has said beside the body, and the message's own id. */
  private static Request request(byte[] body, JsonNode message, Optional<Duration> remaining) {
    Map<String, List<String>> attributes = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : message.path("messageAttributes").properties()) {
      String value = each.getValue().path("stringValue").textValue();
      if (value != null) {
        attributes.put(each.getKey(), List.of(value));
      }
    }
    return new Request(
        body,
        Meeting.DEFAULT,
        remaining,
        HttpHeaders.ofTexts(attributes),
        Origin.of(message.path("messageId").textValue(), Optional.empty()));
  }

  private static boolean isOfFifoQueue(JsonNode message) {
    return message.path("eventSourceARN").asText().endsWith(".fifo");
  }

  private boolean isDone(Request request, JsonNode message) {
    try {
      byte[] unused = invoker.invoke(request);
      return true;
    } catch (FunctionException e) {
      if (!e.code().mayPass()) {
        LOG.errorf("message %s will not be tried again: %s", message.path("messageId"), e);
      }
      return !e.code().mayPass();
    }
  }
}
