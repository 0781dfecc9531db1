package io.frelay.run;

import java.util.List;
import java.util.Optional;

/** An application on IBM Code Engine, called by HTTP if it is public. */
record IbmApplicationTarget(String application, IbmProject codeEngine) implements Target {
  static IbmApplicationTarget read(YamlFields party) throws RunException {
    return new IbmApplicationTarget(party.required("ibm-ce"), IbmProject.read(party));
  }

  @Override
  public String name() {
    return "ibm-ce " + application;
  }

  @Override
  public Optional<IbmProject> ibmProject() {
    return Optional.of(codeEngine);
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    List<String> get =
        List.of("ibmcloud", "ce", "application", "get", "--name", application, "--output", "url");
    String url = codeEngine.in(effects, () -> effects.ask(get, "https://URL"));
    Destination to = Destination.lookedUp(url);
    return connected -> effects.post(to, request, connected);
  }
}
