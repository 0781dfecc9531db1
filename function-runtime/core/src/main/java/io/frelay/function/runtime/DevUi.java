package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.client.RelayAddress;
import io.frelay.function.DevConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the pages of the Dev UI ask for, in dev mode only. */
@ApplicationScoped
public class DevUi {
  /** Time for the other parties to end behind the application's own. */
  private static final Duration OTHERS = Duration.ofSeconds(5);

  private static final AtomicInteger CALLS = new AtomicInteger();

  private final Invoker invoker;
  private final Handlers handlers;
  private final ObjectMapper json;
  private final Companions companions;
  private final PartySource party;
  private final RecentInvocations recent;
  private final DevConfig dev;

  @Inject
  DevUi(
      Invoker invoker,
      Handlers handlers,
      ObjectMapper json,
      Companions companions,
      PartySource party,
      RecentInvocations recent,
      DevConfig dev) {
    this.invoker = invoker;
    this.handlers = handlers;
    this.json = json;
    this.companions = companions;
    this.party = party;
    this.recent = recent;
    this.dev = dev;
  }

  /**
   * A handler.
   *
   * @param type of its input
   * @param example input with empty members, as JSON
   */
  public record Choice(String name, String type, String example) {}

  public List<Choice> handlers() {
    return handlers.all().stream()
        .map(
            each ->
                new Choice(
                    each.name(),
                    each.input().toCanonical(),
                    InputExample.of(json, each.input()).toPrettyString()))
        .toList();
  }

  /** Names of the parties that a call has, the application's own first. */
  public List<String> players() {
    List<String> all = new ArrayList<>(List.of(dev.self()));
    all.addAll(companions.sources().keySet());
    return all;
  }

  /** Address of the console of the relay that dev services have started; empty if none. */
  public String console() {
    return dev.console().orElse("");
  }

  /**
   * Calls a handler as the application's own party, and with that as all parties that it plays.
   *
   * @param tag of the session; a fresh one if it is blank
   * @param inputs JSON object with the input of each party by its name; one that is not there takes
   *     the application's own
   * @return output of each party by its name as JSON, or its error as JSON
   */
  @Blocking
  public Map<String, String> call(String handler, String tag, String inputs)
      throws InterruptedException {
    String own = dev.self();
    Map<String, String> given = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> each : json.readTree(inputs).properties()) {
        given.put(each.getKey(), each.getValue().toString());
      }
    } catch (JsonProcessingException e) {
      return Map.of(own, "the inputs are not JSON: " + e.getOriginalMessage());
    }
    String session = tag == null || tag.isBlank() ? "dev-" + CALLS.incrementAndGet() : tag;
    String input = given.getOrDefault(own, "null");
    Map<String, String> others = new TreeMap<>();
    companions
        .sources()
        .keySet()
        .forEach(each -> others.put(each, given.getOrDefault(each, input)));
    PlayedCall call = new PlayedCall(others);
    companions.follow(session, call);
    try {
      Map<String, String> outcomes = new TreeMap<>();
      outcomes.put(own, called(handler, session, input));
      outcomes.putAll(call.outcomes(OTHERS));
      return outcomes;
    } finally {
      companions.followNoMore(session);
    }
  }

  private String called(String handler, String tag, String input) {
    byte[] body = "{\"frelay\":{},\"input\":%s}".formatted(input).getBytes(UTF_8);
    Meeting meeting = new Meeting(handler, tag, null, null);
    try {
      return new String(invoker.invoke(new Request(body, meeting, Optional.empty())), UTF_8);
    } catch (FunctionException e) {
      return new String(ErrorAnswer.of(e), UTF_8);
    }
  }

  /**
   * A party, as its secrets say.
   *
   * @param expires when the first of its certificates does
   * @param problem what is wrong with its secrets; empty if nothing is
   */
  public record Card(
      String name, String user, String relay, String peers, String expires, String problem) {}

  @Blocking
  public List<Card> parties() {
    Map<String, PartySource> all = new LinkedHashMap<>();
    all.put(dev.self(), party);
    all.putAll(companions.sources());
    List<Card> cards = new ArrayList<>();
    all.forEach((name, source) -> cards.add(card(name, source)));
    return cards;
  }

  private static Card card(String name, PartySource source) {
    try {
      Party now = source.current();
      Instant expires = Collections.min(now.credentials().validUntil().values());
      return new Card(
          now.credentials().party(),
          now.credentials().user(),
          now.relays().stream().map(RelayAddress::toString).collect(Collectors.joining(", ")),
          String.join(", ", now.dest()),
          expires.toString(),
          "");
    } catch (SecretsException e) {
      return new Card(name, "", "", "", "", e.getMessage());
    }
  }

  /**
   * An invocation of the application's own party.
   *
   * @param secrets milliseconds, as the next two
   */
  public record Past(
      String at,
      String handler,
      String tag,
      String peers,
      long secrets,
      long connecting,
      long handling,
      String outcome) {}

  /** The last ones, the newest first. */
  public List<Past> invocations() {
    return recent.all().stream()
        .map(
            each ->
                new Past(
                    each.at().toString(),
                    each.handler(),
                    each.tag(),
                    String.join(", ", each.peers()),
                    each.millis().secrets(),
                    each.millis().peers(),
                    each.millis().handler(),
                    each.outcome()))
        .toList();
  }
}
