package io.frelay.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The other story of the demo: several functions are called at once by {@code fr-run}, and compute
 * the sum of their inputs. Then one of them fails.
 */
final class FunctionsPlay {
  private static final String APPLICATION = "examples/ibm-ce/target/quarkus-app/quarkus-run.jar";
  private static final Pattern LISTENS = Pattern.compile("Listening on: (http://\\S+:\\d+)");
  private static final Pattern OUTPUTS = Pattern.compile("^\\{.*}$");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(20);
  private static final Duration RUN = Duration.ofSeconds(40);

  /** Exit code of fr-run: a party refuses its input. */
  private static final int WRONG_REQUEST = 65;

  private final Terminal terminal;
  private final Programs programs;
  private final Path folder;
  private final DemoCertificates certificates;
  private final List<String> parties;
  private final Checks checks;

  /**
   * @param folder where certificates and the session file are made
   * @param count of parties
   * @param checks where to put what was claimed and seen
   */
  FunctionsPlay(Terminal terminal, Programs programs, WorkFolder folder, int count, Checks checks) {
    this.terminal = terminal;
    this.programs = programs;
    this.folder = folder.path();
    this.certificates = new DemoCertificates(folder.path().resolve("certs"));
    this.parties = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    this.checks = checks;
  }

  void run() throws DemoFailure, InterruptedException {
    terminal.title("Frelay: one call for " + parties.size() + " functions");
    terminal.quiet(
        "Each function is a process of its own, as on Code Engine. It has its own certificate and its own input, and listens for its caller only. Their connections to each other go through the relay.");
    terminal.heading("Certificates and a relay");
    certificates.create(programs, parties);
    RelayUnderWatch relay = RelayUnderWatch.start(programs, certificates);
    terminal.labelled("process " + relay.pid(), relay.listensLine());
    List<Child> functions = startFunctions(relay);
    computeTheSum();
    letOneFail();
    for (Child function : functions) {
      function.terminate(); // those whose call was ended still wait for their peer
    }
    for (Child function : functions) {
      int unused = function.awaitExit(END);
    }
    int exit = relay.stop();
    checks.add(
        "the relay drained and ended in good order",
        exit == 0 || exit == RelayUnderWatch.ENDED_BY_SIGTERM,
        "exit code " + exit);
  }

  private List<Child> startFunctions(RelayUnderWatch relay)
      throws DemoFailure, InterruptedException {
    terminal.heading("The functions start, all of the same handler");
    Map<String, Child> functions = new LinkedHashMap<>();
    for (String party : parties) {
      Map<String, String> environment = certificates.environment(party);
      environment.put("RELAY", "127.0.0.1:" + relay.address().getPort());
      environment.put("PORT", "0");
      environment.put("FRELAY_HTTP_GRACE", "1s");
      environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
      environment.put("QUARKUS_VERTX_CACHE_DIRECTORY", folder + "/vertx-cache-" + party);
      functions.put(party, programs.jar("function " + party, APPLICATION, environment));
    }
    StringBuilder session = new StringBuilder("deadline: 30s\nhandler: total\nparties:\n");
    for (Map.Entry<String, Child> each : functions.entrySet()) {
      Child function = each.getValue();
      String url = function.await(LISTENS, 0, START).matcher().group(1);
      session.append("  %s: {http: \"%s/\"}%n".formatted(each.getKey(), url));
      terminal.labelled("process " + function.pid(), "party " + each.getKey() + " at " + url);
    }
    write("session.yaml", session.toString());
    return List.copyOf(functions.values());
  }

  private void computeTheSum() throws DemoFailure, InterruptedException {
    terminal.heading("One call computes the sum of all inputs, which stay with their parties");
    int sum = 0;
    for (String party : parties) {
      int value = 1000 + 111 * Integer.parseInt(party);
      write(party + ".json", "{\"value\": %d}".formatted(value));
      sum += value;
    }
    Child run = call();
    String outputs = run.await(OUTPUTS, 0, RUN).matcher().group();
    int exit = run.awaitExit(RUN);
    run.errors().forEach(terminal::quiet);
    terminal.line(outputs);
    long right = Pattern.compile("\"total\":" + sum + "\\b").matcher(outputs).results().count();
    checks.add("every party has the sum", exit == 0 && right == parties.size(), "total " + sum);
  }

  private void letOneFail() throws DemoFailure, InterruptedException {
    String last = parties.get(parties.size() - 1);
    terminal.heading("Party " + last + " gets an input that is no number, and the call ends");
    write(last + ".json", "{\"value\": \"many\"}");
    Child run = call();
    int exit = run.awaitExit(RUN);
    List<String> told = run.errors();
    told.forEach(terminal::quiet);
    long ended = told.stream().filter(line -> line.contains(": ended: ")).count();
    checks.add(
        "a failure ended the calls of the others",
        exit == WRONG_REQUEST && ended == parties.size() - 1,
        "exit code " + exit);
  }

  private Child call() throws DemoFailure {
    List<String> arguments = new ArrayList<>(List.of(folder.resolve("session.yaml").toString()));
    List<String> typed = new ArrayList<>(List.of("$ bin/fr-run session.yaml"));
    for (String party : parties) {
      arguments.addAll(List.of("--input", party + "=" + folder.resolve(party + ".json")));
      typed.add("--input " + party + "=" + party + ".json");
    }
    terminal.quiet(String.join(" ", typed));
    return programs.launcher("fr-run", Map.of(), arguments.toArray(String[]::new));
  }

  private void write(String name, String text) throws DemoFailure {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new DemoFailure("cannot write " + name + ": " + e.getMessage());
    }
  }
}
