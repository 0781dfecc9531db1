package io.frelay.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container app on Azure, which decides by the caller's address. */
record AzureContainerTarget(String app, String group, Optional<String> subscription)
    implements Target {
  static AzureContainerTarget read(YamlFields party) throws RunException {
    return new AzureContainerTarget(
        party.required("azure-container"), party.required("group"), party.optional("subscription"));
  }

  @Override
  public String name() {
    return "azure " + app;
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    List<String> show = new ArrayList<>(List.of("az", "containerapp", "show"));
    show.addAll(List.of("--resource-group", group, "--name", app));
    subscription.ifPresent(value -> show.addAll(List.of("--subscription", value)));
    show.addAll(List.of("--query", "properties.configuration.ingress.fqdn", "--output", "tsv"));
    Destination to = Destination.lookedUp("https://" + effects.ask(show, "HOST") + "/");
    return connected -> effects.post(to, request, connected);
  }
}
