package io.frelay.run;

/** What a run does. */
final class RealEffects implements Effects {
  private final HttpPost http = new HttpPost();

  @Override
  public String post(Destination to, Request request, Runnable connected)
      throws CallFailedException, InterruptedException {
    return http.send(to, request, connected);
  }
}
