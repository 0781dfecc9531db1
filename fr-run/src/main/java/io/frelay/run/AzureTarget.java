package io.frelay.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function app on Azure, called by HTTP with the function's key, which az fetches.
 *
 * @param function the name of the function in the app
 */
record AzureTarget(String app, String group, String function, Optional<String> subscription)
    implements Target {
  static AzureTarget read(YamlFields party) throws RunException {
    return new AzureTarget(
        party.required("azure"),
        party.required("group"),
        party.optional("function").orElse("frelay"),
        party.optional("subscription"));
  }

  @Override
  public String name() {
    return "azure " + app;
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    List<String> keys = new ArrayList<>(List.of("az", "functionapp", "function", "keys", "list"));
    keys.addAll(List.of("--resource-group", group, "--name", app, "--function-name", function));
    subscription.ifPresent(value -> keys.addAll(List.of("--subscription", value)));
    keys.addAll(List.of("--query", "default", "--output", "tsv"));
    String key = effects.ask(keys, "KEY");
    Destination to =
        Destination.lookedUp(
            "https://" + app + ".azurewebsites.net/api/" + function,
            new Destination.Header("x-functions-key", key, "***"));
    return connected -> effects.post(to, request, connected);
  }
}
