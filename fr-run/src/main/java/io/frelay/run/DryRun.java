package io.frelay.run;

import java.io.PrintWriter;
import java.util.List;

/** Prints what would be done, with secrets and inputs left out, and does nothing of it. */
final class DryRun implements Effects {
  private final PrintWriter out;

  DryRun(PrintWriter out) {
    this.out = out;
  }

  /** Goes through the calls of all parties, one after the other. */
  void print(Session session, List<Request> requests)
      throws CallFailedException, InterruptedException {
    for (Request request : requests) {
      Target target = session.targets().get(request.party());
      out.printf("# party %s: %s%n", request.party(), target.name());
      String unused = target.prepare(request, this).send(() -> {});
    }
  }

  @Override
  public String post(Destination to, Request request, Runnable connected) {
    String url = to.url().toString();
    int query = url.indexOf('?');
    out.printf("POST %s%n", query < 0 ? url : url.substring(0, query) + "?***");
    to.headers().forEach(header -> out.printf("  %s%n", header));
    out.printf("  %s%n", request.summary());
    return "null";
  }
}
