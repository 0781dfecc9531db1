package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.client.FrelayClient;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.PeerHandler;
import io.frelay.function.SessionPurpose;
import io.frelay.function.runtime.program.Program;
import io.frelay.function.runtime.program.ProgramHandler;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import java.beans.Introspector;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The application's handlers by name. The build has made sure that each name is one handler's and
 * that each says what it takes; what it takes, and the settings, are checked when it starts.
 */
@ApplicationScoped
class Handlers {
  private final Map<String, Handler> byName = new TreeMap<>();
  private final List<String> problemsOfProgram = new ArrayList<>();
  private ProgramHandler programHandler; // null without a program
  private String byDefault; // null if a request has to name one of several

  /**
   * One of them.
   *
   * @param type its class, or that of what produces it
   * @param made makes it when it is first called, so that one that fails takes no others along
   * @param input what its JSON is read as
   */
  record Handler(
      String name, Class<?> type, Supplier<? extends PeerHandler<?, ?>> made, JavaType input) {
    /** One that is no bean. */
    Handler(String name, PeerHandler<?, ?> code, JavaType input) {
      this(name, code.getClass(), () -> code, input);
    }

    @SuppressWarnings("unchecked") // what the handler takes is just what its input is read as
    PeerHandler<Object, Object> code() {
      return (PeerHandler<Object, Object>) made.get();
    }
  }

  @Inject
  Handlers(@Any Instance<PeerHandler<?, ?>> beans, ObjectMapper json, FunctionConfig config) {
    for (Instance.Handle<PeerHandler<?, ?>> each : beans.handles()) {
      Bean<?> bean = each.getBean();
      String name = name(bean);
      byName.put(
          name, new Handler(name, bean.getBeanClass(), each::get, json.constructType(input(bean))));
    }
    Program.of(config).ifPresent(program -> add(program, json));
  }

  private void add(Program program, ObjectMapper json) {
    String name = ProgramHandler.NAME;
    problemsOfProgram.addAll(program.problems());
    if (byName.containsKey(name)) {
      problemsOfProgram.add(
          "FRELAY_PROGRAM (frelay.program) would be the handler program, which the application has"
              + " already");
    }
    byDefault = name;
    programHandler = new ProgramHandler(program);
    byName.put(name, new Handler(name, programHandler, json.constructType(TokenBuffer.class)));
  }

  @PreDestroy
  void stop() {
    if (programHandler != null) {
      programHandler.close();
    }
  }

  private Handlers() {}

  /** Makes a list of handlers that are no beans. */
  static Handlers of(Handler... handlers) {
    Handlers all = new Handlers();
    for (Handler each : handlers) {
      all.byName.put(each.name(), each);
    }
    return all;
  }

  /** Purpose of a handler's sessions, which both ends are to agree on. */
  static String purpose(Handler handler) {
    return said(handler.code()).orElseGet(() -> named(handler.name()));
  }

  /**
   * The same of one that somebody else has made: by its class, or the one that its proxy extends.
   * Empty, for anything, if it is none of these; what is produced has a class that says nothing.
   */
  String purpose(PeerHandler<?, ?> handler) {
    return said(handler).or(() -> find(handler).map(one -> named(one.name()))).orElse("");
  }

  private static Optional<String> said(PeerHandler<?, ?> handler) {
    return Optional.ofNullable(handler.getClass().getAnnotation(SessionPurpose.class))
        .map(SessionPurpose::value);
  }

  private static String named(String name) {
    return "handler " + name;
  }

  /** The one of these that somebody else has made, if it is one. */
  Optional<Handler> find(PeerHandler<?, ?> handler) {
    Optional<Handler> found = Optional.empty();
    for (Class<?> type = handler.getClass();
        found.isEmpty() && type != null;
        type = type.getSuperclass()) {
      Class<?> each = type;
      found = byName.values().stream().filter(one -> one.type() == each).findFirst();
    }
    return found;
  }

  /** By its bean's types: the class of a handler that is produced says nothing. */
  private static Type input(Bean<?> bean) {
    for (Type type : bean.getTypes()) {
      if (type instanceof ParameterizedType handler && handler.getRawType() == PeerHandler.class) {
        return handler.getActualTypeArguments()[0];
      }
    }
    throw new IllegalStateException(bean + " does not say what it takes");
  }

  private static String name(Bean<?> bean) {
    return bean.getName() != null
        ? bean.getName()
        : Introspector.decapitalize(bean.getBeanClass().getSimpleName());
  }

  /**
   * Finds out now what would fail every call.
   *
   * @throws ConfigurationException that says all of it
   */
  void check(@Observes StartupEvent started, ObjectMapper json, FunctionConfig config) {
    List<String> problems = new ArrayList<>(problemsOfProgram);
    for (Handler handler : byName.values()) {
      InputTypes.problem(json, handler.input())
          .ifPresent(why -> problems.add("handler " + handler.name() + " takes " + why));
    }
    if (!byName.isEmpty() && !config.handler().map(this::has).orElse(true)) {
      problems.add(
          "FRELAY_HANDLER (frelay.handler) names '%s'; this application has: %s"
              .formatted(config.handler().get(), String.join(", ", byName.keySet())));
    }
    if (!byName.isEmpty()) {
      problems.addAll(new Allowed(config.allow()).problems(config.handler(), byName.keySet()));
    }
    problems.addAll(outOfRange(config));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(String.join("; ", problems));
    }
  }

  private static List<String> outOfRange(FunctionConfig config) {
    List<String> problems = new ArrayList<>();
    if (config.timeout().isNegative() || config.timeout().isZero()) {
      problems.add("FRELAY_TIMEOUT (frelay.timeout) is not positive");
    }
    int prepared = config.preparedConnections();
    if (prepared < 0 || prepared > FrelayClient.MOST_PREPARED) {
      problems.add(
          "FRELAY_PREPARED_CONNECTIONS (frelay.prepared-connections) is not from 0 to "
              + FrelayClient.MOST_PREPARED);
    }
    if (config.http().grace().isNegative()) {
      problems.add("FRELAY_HTTP_GRACE (frelay.http.grace) is negative");
    }
    long maxBody = config.http().maxBody().asLongValue();
    if (maxBody < 1 || maxBody > Integer.MAX_VALUE) {
      problems.add(
          "FRELAY_HTTP_MAX_BODY (frelay.http.max-body) is not between 1 byte and %d"
              .formatted(Integer.MAX_VALUE));
    }
    return problems;
  }

  /** All of them, by name. */
  List<Handler> all() {
    return List.copyOf(byName.values());
  }

  boolean has(String name) {
    return name != null && byName.containsKey(name);
  }

  /**
   * The handler to call.
   *
   * @param name null for the program, or the only one
   * @throws FunctionException if there is no such handler, or several and no name
   */
  Handler get(String name) throws FunctionException {
    if (name == null && byName.size() == 1) {
      return byName.values().iterator().next();
    }
    String wanted = name == null ? byDefault : name;
    Handler handler = wanted == null ? null : byName.get(wanted);
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
