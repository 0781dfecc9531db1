package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.IssuedNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cloud's secret store, as that cloud's own CLI writes it. Secret material is never an argument:
 * the CLI reads it from files.
 */
public enum CloudTarget {
  /** Secrets Manager, with one JSON object. */
  AWS(
      "aws",
      "the AWS CLI",
      "[A-Za-z0-9/_+=.@][A-Za-z0-9/_+=.@-]{0,511}",
      "1 to 512 letters, digits and / _ + = . @ -, the first no hyphen") {
    @Override
    public String secretName(String user, String party) {
      return "frelay/%s/%s".formatted(user, party);
    }

    @Override
    public Map<String, String> files(Map<String, String> variables) {
      return Map.of(JSON, EnvironmentFormat.JSON.render(variables));
    }

    @Override
    List<String> command(CloudSecret secret, Path bundle, Map<String, Path> files)
        throws AdmException {
      String json = requireLiteral(files.get(JSON));
      List<String> verb =
          secret.update()
              ? List.of("put-secret-value", "--secret-id")
              : List.of("create-secret", "--name");
      return words(
          "aws", "secretsmanager", verb, secret.name(), "--secret-string", "file://" + json);
    }
  },
  /** Secret Manager, with the bundle. */
  GCP(
      "gcloud",
      "the Google Cloud CLI",
      "[A-Za-z0-9_][A-Za-z0-9_-]{0,254}",
      "1 to 255 letters, digits, _ and -, the first no hyphen") {
    @Override
    List<String> command(CloudSecret secret, Path bundle, Map<String, Path> files) {
      List<String> verb =
          secret.update()
              ? List.of("versions", "add", secret.name())
              : List.of("create", secret.name(), "--replication-policy=automatic");
      return words("gcloud", "secrets", verb, "--data-file=" + bundle);
    }
  },
  /** Key Vault, with the bundle; one command makes a secret and its further versions. */
  AZURE(
      "az",
      "the Azure CLI",
      "[A-Za-z0-9][A-Za-z0-9-]{0,126}",
      "1 to 127 letters, digits and hyphens, the first no hyphen") {
    @Override
    List<String> command(CloudSecret secret, Path bundle, Map<String, Path> files) {
      List<String> target =
          List.of("--vault-name", secret.vault().orElseThrow(), "--name", secret.name());
      // az prints the value that it has set unless told not to.
      List<String> quietly = List.of("--encoding", "utf-8", "--output", "none");
      return words("az", "keyvault", "secret", "set", target, "--file", bundle, quietly);
    }
  },
  /** Code Engine, with a key for each variable. */
  IBM_CE(
      "ibmcloud",
      "the IBM Cloud CLI and its plug-in code-engine",
      "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?",
      "1 to 253 lower-case letters, digits and inner . and -") {
    @Override
    public String secretName(String user, String party) {
      return super.secretName(user, party).toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, String> files(Map<String, String> variables) {
      return variables;
    }

    @Override
    List<String> command(CloudSecret secret, Path bundle, Map<String, Path> files) {
      List<String> keys = new ArrayList<>();
      files.forEach((name, file) -> keys.addAll(List.of("--from-file", name + "=" + file)));
      String verb = secret.update() ? "update" : "create";
      return words("ibmcloud", "ce", "secret", verb, "-n", secret.name(), keys);
    }
  };

  private static final String JSON = "secret.json";

  private final String program;
  private final String product;
  private final Pattern names;
  private final String rule;

  private static String requireLiteral(Path file) throws AdmException {
    String path = file.toString();
    if (path.startsWith("~") || path.contains("$")) {
      throw new AdmException(
          "the AWS CLI replaces ~ and $ in the path %s; keep the certificates in another folder"
              .formatted(path));
    }
    return path;
  }

  CloudTarget(String program, String product, String names, String rule) {
    this.program = program;
    this.product = product;
    this.names = Pattern.compile(names);
    this.rule = rule;
  }

  /** The command's first word. */
  public String program() {
    return program;
  }

  /** Product to install to get {@link #program}. */
  String product() {
    return product;
  }

  /** The name of a party's secret unless told otherwise. */
  public String secretName(String user, String party) {
    return "frelay-%s-%s".formatted(user, party);
  }

  /**
   * @return {@code name}, checked
   * @throws AdmException if no secret of this cloud can have it
   */
  String checkName(String name) throws AdmException {
    if (!names.matcher(name).matches()) {
      throw new AdmException(
          "'%s' cannot name a secret of %s; give another with --name: %s"
              .formatted(IssuedNames.printable(name), this, rule));
    }
    return name;
  }

  /** Files that the CLI reads besides the bundle: name to content. */
  public Map<String, String> files(Map<String, String> variables) {
    return Map.of();
  }

  /**
   * Program and arguments that store the secret.
   *
   * @param bundle the file with the bundle
   * @param files where the {@link #files} are, in their order
   */
  abstract List<String> command(CloudSecret secret, Path bundle, Map<String, Path> files)
      throws AdmException;

  /** Words and lists of words in a row. */
  private static List<String> words(Object... parts) {
    return Arrays.stream(parts)
        .flatMap(part -> part instanceof List<?> list ? list.stream() : Stream.of(part))
        .map(Object::toString)
        .toList();
  }

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
