package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.PeerHandler;
import io.frelay.function.SessionPurpose;
import io.frelay.function.runtime.warm.Warmth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import java.beans.Introspector;
import java.util.Map;
import java.util.TreeMap;

/** The application's handlers by name. */
@ApplicationScoped
class Handlers {
  private final Map<String, Handler> byName = new TreeMap<>();

  /**
   * One of them.
   *
   * @param input what its JSON is read as
   */
  record Handler(String name, PeerHandler<Object, Object> code, JavaType input) {}

  @Inject
  Handlers(@Any Instance<PeerHandler<?, ?>> beans, ObjectMapper json) {
    for (Instance.Handle<PeerHandler<?, ?>> each : beans.handles()) {
      add(each, json);
    }
  }

  private Handlers() {}

  /** Of handlers that are no beans. */
  static Handlers of(Handler... handlers) {
    Handlers all = new Handlers();
    for (Handler each : handlers) {
      all.byName.put(each.name(), each);
    }
    return all;
  }

  /**
   * What a handler's sessions are for, which both ends are to agree on; empty if it is for anything
   * or is none of these.
   */
  String purpose(PeerHandler<?, ?> handler) {
    SessionPurpose said = handler.getClass().getAnnotation(SessionPurpose.class);
    if (said != null) {
      return said.value();
    }
    return byName.values().stream()
        .filter(each -> each.code().getClass() == handler.getClass()) // or their proxies
        .map(each -> "handler " + each.name())
        .findFirst()
        .orElse("");
  }

  @SuppressWarnings("unchecked") // what the handler takes is just what its input is read as
  private void add(Instance.Handle<PeerHandler<?, ?>> each, ObjectMapper json) {
    Bean<?> bean = each.getBean();
    JavaType[] types =
        json.getTypeFactory()
            .findTypeParameters(json.constructType(bean.getBeanClass()), PeerHandler.class);
    if (types == null || types.length != 2) {
      throw new IllegalStateException(
          bean.getBeanClass().getName()
              + " does not say what it takes and gives: implement"
              + " PeerHandler<Input, Output>");
    }
    var unused = Warmth.of(bean.getBeanClass()); // a wrong one is found before it is called
    Handler handler = new Handler(name(bean), (PeerHandler<Object, Object>) each.get(), types[0]);
    Handler other = byName.put(handler.name(), handler);
    if (other != null) {
      throw new IllegalStateException(
          "two handlers have the name " + handler.name() + "; give one another name by @Named");
    }
  }

  private static String name(Bean<?> bean) {
    return bean.getName() != null
        ? bean.getName()
        : Introspector.decapitalize(bean.getBeanClass().getSimpleName());
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * The handler to call.
   *
   * @param name null for the only one
   * @throws FunctionException if there is no such handler, or several and no name
   */
  Handler get(String name) throws FunctionException {
    if (name == null && byName.size() == 1) {
      return byName.values().iterator().next();
    }
    Handler handler = name == null ? null : byName.get(name);
    if (handler != null) {
      return handler;
    }
    String choice =
        byName.isEmpty()
            ? "this application has none: write a class that implements PeerHandler"
            : "this application has: " + String.join(", ", byName.keySet());
    throw new FunctionException(
        ErrorCode.UNKNOWN_HANDLER,
        name == null ? "no handler is named, and " + choice : "no handler of that name; " + choice);
  }
}
