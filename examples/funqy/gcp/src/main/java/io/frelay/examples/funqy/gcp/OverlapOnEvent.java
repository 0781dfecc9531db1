package io.frelay.examples.funqy.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.frelay.examples.Overlap;
import io.frelay.examples.funqy.Functions;
import io.frelay.function.Call;
import io.frelay.function.FunctionException;
import io.quarkus.funqy.Funq;
import jakarta.inject.Inject;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Funqy on Google is for events only: it hands a function the event as such, and lets it return
 * nothing. So this one reads the call in it, and says in the log what came of it.
 */
public class OverlapOnEvent {
  private static final Logger LOG = Logger.getLogger(OverlapOnEvent.class);

  @Inject Functions functions;
  @Inject ObjectMapper json;

  @Funq
  public void overlapOnEvent(CloudEvent event) throws FunctionException {
    try {
      Overlap.Output found = functions.overlap(call(event));
      LOG.infof("event %s: %d in common", event.getId(), found.common().size());
    } catch (FunctionException e) {
      if (e.code().mayPass()) {
        throw e; // and the platform delivers the event again
      }
      LOG.errorf("event %s is of no use: %s", event.getId(), e);
    } catch (JsonProcessingException e) {
      LOG.errorf("event %s is of no use: its data is not JSON", event.getId());
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  private Call<Overlap.Input> call(CloudEvent event) throws IOException {
    byte[] data = event.getData() == null ? new byte[0] : event.getData().toBytes();
    return json.readValue(data, new TypeReference<Call<Overlap.Input>>() {});
  }
}
