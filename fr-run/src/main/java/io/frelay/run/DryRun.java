package io.frelay.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints what would be done, with secrets and inputs left out, and does nothing of it. */
final class DryRun implements Effects {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  private final PrintWriter out;

  DryRun(PrintWriter out) {
    this.out = out;
  }

  /** Goes through the calls of all parties, one after the other. */
  void print(SessionPlan session, List<PartyRequest> requests)
      throws CallFailedException, InterruptedException {
    for (PartyRequest request : requests) {
      Target target = session.targets().get(request.party());
      out.printf("# party %s: %s%n", request.party(), target.name());
      String unused = target.prepare(request, this).send(() -> {});
    }
  }

  @Override
  public String post(Destination to, PartyRequest request, Runnable connected) {
    String url = to.url().toString();
    int query = url.indexOf('?');
    out.printf("POST %s%n", query < 0 ? url : url.substring(0, query) + "?***");
    to.headers().forEach(header -> out.printf("  %s%n", header));
    out.printf("  %s%n", request.summary());
    return "null";
  }

  @Override
  public Finished run(List<String> command) {
    out.printf("+ %s%n", quoted(command));
    return new Finished(0, "null", "");
  }

  @Override
  public String ask(List<String> command, String inADryRun) {
    run(command);
    return inADryRun;
  }

  @Override
  public Path fileWith(PartyRequest request) {
    out.printf("  INPUT.json: %s%n", request.summary());
    return Path.of("INPUT.json");
  }

  @Override
  public Path emptyFile() {
    return Path.of("ANSWER.json");
  }

  @Override
  public String read(Path file) {
    return "null";
  }

  /** As a shell would take it, so that it can be copied. */
  private static String quoted(List<String> command) {
    return command.stream()
        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
