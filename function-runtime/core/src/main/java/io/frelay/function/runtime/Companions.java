package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.DevConfig;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.PartySource;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The other parties that an application plays in dev mode and in tests: where an invocation meets
 * some of them, each is called too, with the same handler and tag, under its own identity. So one
 * call runs the whole computation, and all parties have the code as it is now.
 */
@ApplicationScoped
class Companions implements Observer {
  private static final Logger LOG = Logger.getLogger(Companions.class);

  private final DevConfig dev;
  private final Map<String, Invoker> invokers = new TreeMap<>();
  private final Map<String, PartySource> sources = new TreeMap<>();

  /** Calls by their tags that somebody follows. */
  private final Map<String, PlayedCall> followed = new ConcurrentHashMap<>();

  @Inject
  Companions(
      Handlers handlers,
      ObjectMapper json,
      FunctionConfig config,
      DevConfig dev,
      CurrentInvocation current) {
    this.dev = dev;
    Surroundings alone = new Surroundings(List.of(), List.of(), current); // without companions
    dev.parties()
        .forEach(
            (name, directory) -> {
              PartySource party = PartySource.of(Map.of("FRELAY_SECRETS_DIR", directory));
              sources.put(name, party);
              Execution execution =
                  new Execution(party, new WarmLinks(), alone, config.preparedConnections());
              invokers.put(
                  name, new Invoker(handlers, json, config, execution, alone, Allowed.EVERYTHING));
            });
  }

  @PreDestroy
  void stop() {
    invokers.values().forEach(Invoker::stop);
  }

  /** Where the secrets of each of them come from, by its name. */
  Map<String, PartySource> sources() {
    return sources;
  }

  /** From now on a call's parties take its inputs, and give their outcomes to it. */
  void follow(String tag, PlayedCall call) {
    followed.put(tag, call);
  }

  void followNoMore(String tag) {
    followed.remove(tag);
  }

  @Override
  public Observation begin(Invocation invocation) {
    return new Observation() {
      @Override
      public void resolved() {
        call(invocation);
      }

      @Override
      public void ended(FunctionException failure) {}
    };
  }

  private void call(Invocation invocation) {
    for (String name : invocation.peers()) {
      if (invokers.containsKey(name)) {
        List<String> peers = new ArrayList<>(invocation.peers());
        peers.add(dev.self());
        Meeting meeting = new Meeting(invocation.handler(), invocation.tag(), peers, null);
        Request request =
            new Request(body(name, invocation), meeting, Optional.of(invocation.remaining()));
        Optional<PlayedCall> call = Optional.ofNullable(followed.get(invocation.tag()));
        Thread thread = new Thread(() -> run(name, request, call), "frelay party " + name);
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private byte[] body(String name, Invocation invocation) {
    String input =
        Optional.ofNullable(followed.get(invocation.tag()))
            .flatMap(call -> call.input(name))
            .or(() -> Optional.ofNullable(dev.inputs().get(name)))
            .orElseGet(invocation::input);
    return "{\"frelay\":{},\"input\":%s}".formatted(input).getBytes(UTF_8);
  }

  private void run(String name, Request request, Optional<PlayedCall> call) {
    ManagedContext scope = Arc.container().requestContext();
    scope.activate();
    try {
      String output = new String(invokers.get(name).invoke(request), UTF_8);
      LOG.infof("party %s gives %s", name, output);
      call.ifPresent(each -> each.ended(name, output));
    } catch (FunctionException e) {
      LOG.warnf("party %s: %s", name, e.getMessage());
      call.ifPresent(each -> each.ended(name, new String(ErrorAnswer.of(e), UTF_8)));
    } finally {
      scope.terminate();
    }
  }
}
