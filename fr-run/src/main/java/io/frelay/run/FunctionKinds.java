package io.frelay.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of functions, each named by the field that a party's entry has for it. */
final class FunctionKinds {
  private interface Reader {
    Target read(YamlFields party, Map<String, String> variables) throws RunException;
  }

  private static final Map<String, Reader> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("http", HttpTarget::read);
    KINDS.put("aws", (party, variables) -> AwsTarget.read(party));
    KINDS.put("gcp", (party, variables) -> GoogleTarget.read(party));
    KINDS.put("azure", (party, variables) -> AzureTarget.read(party));
    KINDS.put("azure-container", (party, variables) -> AzureContainerTarget.read(party));
    KINDS.put("ibm-ce", (party, variables) -> IbmApplicationTarget.read(party));
    KINDS.put("ibm-ce-job", (party, variables) -> IbmJobTarget.read(party));
  }

  private FunctionKinds() {}

  static Target read(YamlFields party, Map<String, String> variables) throws RunException {
    List<String> kinds = new ArrayList<>(party.names());
    kinds.retainAll(KINDS.keySet());
    if (kinds.size() != 1) {
      throw party.wrong("must have one of " + String.join(", ", KINDS.keySet()));
    }
    Target target = KINDS.get(kinds.get(0)).read(party, variables);
    party.nothingElse();
    return target;
  }
}
