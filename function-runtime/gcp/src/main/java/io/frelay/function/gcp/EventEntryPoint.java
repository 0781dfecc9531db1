package io.frelay.function.gcp;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import io.frelay.protocol.Printable;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One event: its data is the request. Nobody waits for the output, so a handler that is to be
 * called by events sends it where it is wanted.
 *
 * <p>A failure that may pass ({@link io.frelay.function.ErrorCode#mayPass}) is thrown, and the
 * platform delivers the event again if the function was deployed with {@code --retry}. Any other
 * failure would come again with every delivery: it is logged, and the event is done with.
 */
@Named("frelay-events")
@Singleton
class EventEntryPoint implements CloudEventsFunction {
  private static final Logger LOG = Logger.getLogger(EventEntryPoint.class);

  private final Invoker invoker;
  private final EventData data;
  private final Stop stop;

  @Inject
  EventEntryPoint(Invoker invoker, EventData data, Stop stop) {
    this.invoker = invoker;
    this.data = data;
    this.stop = stop;
  }

  @Override
  public void accept(CloudEvent event) throws FunctionException {
    stop.enter();
    try {
      byte[] unused =
          invoker.invoke(
              new Request(
                  data.of(event),
                  Meeting.DEFAULT,
                  PlatformTimeout.ofRequest(),
                  attributes(event),
                  Origin.of(event.getId(), Optional.empty())));
      LOG.infof("event %s is done", printable(event.getId()));
    } catch (FunctionException e) {
      if (e.code().mayPass()) {
        throw e;
      }
      LOG.errorf(
          "event %s is of no use and will not be tried again: %s", printable(event.getId()), e);
    } finally {
      stop.leave();
    }
  }

  /** Under the names that they have over HTTP, but for the trace, which is a header anyway. */
  private static HttpHeaders attributes(CloudEvent event) {
    Map<String, List<String>> attributes = new HashMap<>();
    for (String name : event.getAttributeNames()) {
      attributes.put("ce-" + name, List.of(String.valueOf(event.getAttribute(name))));
    }
    for (String name : event.getExtensionNames()) {
      String header = name.startsWith("trace") ? name : "ce-" + name;
      attributes.put(header, List.of(String.valueOf(event.getExtension(name))));
    }
    return HttpHeaders.ofTexts(attributes);
  }

  /** Whoever sends the event chooses its id, which may hold line ends. */
  static String printable(String id) {
    return Printable.of(id);
  }
}
