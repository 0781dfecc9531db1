package io.frelay.adm.cloud;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The most that a cloud takes of what a party needs, in bytes, as its documentation has it. */
public enum CloudLimit {
  AWS_SECRET(
      CloudTarget.AWS, Form.JSON, 65_536, "the secret has %d bytes, and Secrets Manager takes %d"),
  AWS_LAMBDA_VARIABLES(
      CloudTarget.AWS,
      Form.PLAIN,
      4096,
      "as plain variables the environment has %d bytes, and Lambda takes %d for all variables together; let FRELAY_AWS_SECRET name the secret instead"),
  AWS_LAMBDA_BUNDLE(
      CloudTarget.AWS,
      Form.BUNDLE_VARIABLE,
      4096,
      "as FRELAY_BUNDLE the environment has %d bytes, and Lambda takes %d for all variables together; let FRELAY_AWS_SECRET name the secret instead"),
  GCP_SECRET(
      CloudTarget.GCP, Form.BUNDLE, 65_536, "the bundle has %d bytes, and Secret Manager takes %d"),
  AZURE_SECRET(
      CloudTarget.AZURE, Form.BUNDLE, 25_600, "the bundle has %d bytes, and Key Vault takes %d"),
  /** Kubernetes' limit for a secret, and Code Engine's for one value. */
  IBM_CE_SECRET(
      CloudTarget.IBM_CE, Form.PLAIN, 1 << 20, "the secret has %d bytes, and Code Engine takes %d");

  /** Form in which a party's variables are stored. */
  private enum Form {
    PLAIN,
    JSON,
    BUNDLE,
    BUNDLE_VARIABLE;

    int size(Map<String, String> variables, String bundle) {
      return switch (this) {
        case PLAIN ->
            variables.entrySet().stream()
                .mapToInt(variable -> bytes(variable.getKey()) + bytes(variable.getValue()))
                .sum();
        case JSON -> bytes(EnvironmentFormat.JSON.render(variables));
        case BUNDLE -> bytes(bundle);
        case BUNDLE_VARIABLE -> bytes("FRELAY_BUNDLE") + bytes(bundle);
      };
    }

    private static int bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  private final CloudTarget cloud;
  private final Form form;
  private final int most;
  private final String warning;

  CloudLimit(CloudTarget cloud, Form form, int most, String warning) {
    this.cloud = cloud;
    this.form = form;
    this.most = most;
    this.warning = warning;
  }

  /** A sentence for each limit of this cloud that a party passes. */
  public static List<String> passed(
      CloudTarget cloud, Map<String, String> variables, String bundle) {
    List<String> warnings = new ArrayList<>();
    for (CloudLimit limit : values()) {
      int size = limit.form.size(variables, bundle);
      if (limit.cloud == cloud && size > limit.most) {
        warnings.add(limit.warning.formatted(size, limit.most));
      }
    }
    return warnings;
  }
}
