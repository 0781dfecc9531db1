package io.frelay.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function or service on Google Cloud, called by HTTP with a token of whoever is logged in to
 * gcloud. A function is a Cloud Run service of the same name, too.
 */
record GoogleTarget(String service, String region, Optional<String> project) implements Target {
  private static final List<String> TOKEN = List.of("gcloud", "auth", "print-identity-token");

  static GoogleTarget read(YamlFields party) throws RunException {
    return new GoogleTarget(
        party.required("gcp"), party.required("region"), party.optional("project"));
  }

  @Override
  public String name() {
    return "gcp " + service;
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    List<String> describe = new ArrayList<>(List.of("gcloud", "run", "services", "describe"));
    describe.addAll(List.of(service, "--region=" + region));
    project.ifPresent(value -> describe.add("--project=" + value));
    describe.add("--format=value(status.url)");
    String url = effects.ask(describe, "https://URL");
    String token = effects.ask(TOKEN, "TOKEN");
    Destination to =
        Destination.lookedUp(
            url, new Destination.Header("Authorization", "Bearer " + token, "Bearer ***"));
    return connected -> effects.post(to, request, connected);
  }
}
