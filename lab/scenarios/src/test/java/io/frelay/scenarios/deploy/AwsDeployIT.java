package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.scenarios.deploy.DeployScripts.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of deploy/aws: which commands they give, and which not. */
class AwsDeployIT extends DeployScenario {
  private static final String BUCKET = "frelay-123456789012-eu-central-1";
  private static final String SECRET =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:frelay/user1/0-a1b2c3";
  private static final String DEPLOY = "aws cloudformation deploy";

  private Path zip;

  @BeforeEach
  void prepare() throws IOException {
    zip = zip("function.zip", "io/frelay/Example.class", "1");
    prepare(
        "aws",
        Map.of(
            "AWS_REGION", "eu-central-1",
            "RELAY", "relay.example.org:6000",
            "FUNCTION_ZIP", zip.toString(),
            "EXTENSION_LAYER_ARN", "arn:aws:lambda:eu-central-1:1:layer:extension:1"),
        "aws");
  }

  private Path zip(String name, String entry, String content) throws IOException {
    Path file = work.resolve(name);
    try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Path file(String content) throws IOException {
    return Files.writeString(work.resolve("content"), content);
  }

  private void newAccount() throws IOException {
    cloud
        .reset()
        .answer("aws sts get-caller-identity", "123456789012")
        .refuse("aws s3api head-bucket")
        .refuse("aws s3api head-object")
        .refuse("aws cloudformation describe-stacks --stack-name frelay-relay --query Stacks[0].P")
        .answer("aws ssm get-parameter", "ami-1")
        .answer("aws ec2 describe-vpcs", "vpc-1")
        .answer("aws ec2 describe-subnets", "subnet-1");
  }

  private void deployedAccount() throws IOException {
    cloud
        .reset()
        .answer("aws sts get-caller-identity", "123456789012")
        .answer("aws secretsmanager describe-secret --secret-id frelay/user1/0 --query ARN", SECRET)
        .answer(
            "aws cloudformation describe-stacks --stack-name frelay-relay --query"
                + " Stacks[0].Parameters[?ParameterKey=='ImageId'",
            "ami-0")
        .answer(
            "aws cloudformation describe-stacks --stack-name frelay-relay --query"
                + " Stacks[0].Parameters[?ParameterKey=='SubnetId'",
            "subnet-0")
        .answer(
            "aws cloudformation describe-stacks --stack-name frelay-relay --query"
                + " Stacks[0].Outputs[?OutputKey=='InstanceId'",
            "i-0")
        .answer(
            "aws cloudformation describe-stacks --stack-name frelay-relay --query"
                + " Stacks[0].Outputs[?OutputKey=='Relay'",
            "203.0.113.7:6000")
        .answer("aws ssm send-command", "command-1");
  }

  /** The parameters that the last deployment of a stack was given. */
  private Map<String, String> overrides() throws IOException {
    List<String> words = List.of();
    for (CloudPrograms.Call call : cloud.calls()) {
      words = call.line().startsWith(DEPLOY) ? call.words() : words;
    }
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String word : words.subList(words.indexOf("--parameter-overrides") + 1, words.size())) {
      String[] parts = word.split("=", 2);
      overrides.put(parts[0], parts[1]);
    }
    return overrides;
  }

  @Test
  void aFirstDeploymentMakesEverything() throws Exception {
    newAccount();
    cloud
        .answer("aws secretsmanager describe-secret", SECRET)
        .answer("aws cloudformation describe-stacks", "FunctionArn\tarn:of:function");
    Outcome outcome = succeeds("deploy.sh");
    Map<String, String> overrides = overrides();
    String key = overrides.get("CodeKey");
    assertThat(key).matches("functions/[0-9a-f]{16}\\.zip");
    assertThat(cloud.lines())
        .containsSubsequence(
            "aws s3 mb s3://" + BUCKET,
            "aws s3api put-public-access-block --bucket "
                + BUCKET
                + " --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
                + "BlockPublicPolicy=true,RestrictPublicBuckets=true",
            "aws s3 cp --only-show-errors " + zip + " s3://" + BUCKET + "/" + key);
    assertThat(overrides)
        .containsEntry("FunctionName", "frelay-user1-0")
        .containsEntry("CodeBucket", BUCKET)
        .containsEntry("SecretArn", SECRET)
        .containsEntry("Relay", "relay.example.org:6000")
        .containsEntry("Dest", "1")
        .containsEntry("SnapStart", "off");
    assertThat(cloud.lines())
        .anyMatch(line -> line.startsWith(DEPLOY) && line.contains("--no-fail-on-empty-changeset"));
    assertThat(outcome.out()).contains("FunctionArn\tarn:of:function");
  }

  @Test
  void anotherDeploymentOfTheSameChangesNothing() throws Exception {
    deployedAccount();
    succeeds("deploy.sh");
    Map<String, String> first = overrides();
    succeeds("deploy.sh");
    assertThat(overrides()).isEqualTo(first);
    assertThat(cloud.lines()).noneMatch(line -> line.contains(" mb ") || line.contains(" cp "));
  }

  @Test
  void aNewVersionIsPublishedForCodeAndForConfiguration() throws Exception {
    deployedAccount();
    succeeds("deploy.sh");
    Map<String, String> first = overrides();

    scripts.with("MEMORY", "2048");
    succeeds("deploy.sh");
    Map<String, String> more = overrides();
    assertThat(more.get("CodeKey")).isEqualTo(first.get("CodeKey"));
    assertThat(more.get("Revision")).isNotEqualTo(first.get("Revision"));

    zip("function.zip", "io/frelay/Example.class", "2");
    succeeds("deploy.sh");
    assertThat(overrides().get("CodeKey")).isNotEqualTo(first.get("CodeKey"));
    assertThat(overrides().get("Revision")).isNotEqualTo(more.get("Revision"));
  }

  @Test
  void aDryRunCallsNothing() throws Exception {
    scripts.with("FUNCTION_ZIP", work.resolve("none.zip").toString());
    assertThat(succeeds("deploy.sh", "--dry-run").out()).contains("+ " + DEPLOY);
    assertThat(succeeds("secrets.sh", "--dry-run").out()).contains("+ bin/fr-adm secrets aws");
    assertThat(succeeds("relay.sh", "--dry-run").out())
        .contains("+ " + DEPLOY)
        .endsWith("RELAY=ADDRESS:6000\n");
    assertThat(succeeds("destroy.sh", "all", "--dry-run").out())
        .contains("delete-stack --stack-name frelay-user1-0", "delete-secret", "s3 rb --force");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void theSecretIsMadeAndThenUpdated() throws Exception {
    cloud.refuse("aws secretsmanager describe-secret");
    succeeds("secrets.sh");
    assertThat(cloud.lines())
        .anyMatch(
            line -> line.startsWith("aws secretsmanager create-secret --name frelay/user1/0 "));
    assertThat(cloud.read("secret.json")).contains("\"PARTY_KEY\"", "\"RELAY\"");
    assertThat(cloud.modes()).containsOnly("-rw-------");

    cloud.reset().answer("aws secretsmanager describe-secret", SECRET);
    succeeds("secrets.sh");
    assertThat(cloud.lines())
        .anyMatch(line -> line.contains("put-secret-value --secret-id frelay/user1/0 "));
  }

  @Test
  void aFirstRelayIsAVmThatFetchesForItself() throws Exception {
    newAccount();
    cloud
        .refuse(
            "aws cloudformation describe-stacks --stack-name frelay-relay --query"
                + " Stacks[0].Outputs[?OutputKey=='InstanceId'")
        .refuse("aws secretsmanager describe-secret --secret-id frelay/relay");
    cloud.answer(
        "aws cloudformation describe-stacks --stack-name frelay-relay --query"
            + " Stacks[0].Outputs[?OutputKey=='Relay'",
        "203.0.113.7:6000");
    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.7:6000\n");
    assertThat(cloud.read("secret.json"))
        .contains(
            "\"RELAY_CA\":\"-----BEGIN CERTIFICATE-----\\n", "\"RELAY_CERT\":", "\"RELAY_KEY\":")
        .doesNotContain(Files.readAllLines(PKI.root().resolve("frelay-key.pem")).get(1));
    assertThat(cloud.modes()).containsOnly("-rw-------");
    assertThat(cloud.lines())
        .anyMatch(line -> line.startsWith("aws secretsmanager create-secret --name frelay/relay "))
        .anyMatch(line -> line.endsWith("s3://" + BUCKET + "/relay/frelay-relay.tar.gz"))
        .anyMatch(line -> line.contains("al2023-ami-kernel-default-arm64"))
        .noneMatch(line -> line.contains("send-command"));
    assertThat(overrides())
        .containsEntry("VpcId", "vpc-1")
        .containsEntry("SubnetId", "subnet-1")
        .containsEntry("ImageId", "ami-1");
  }

  @Test
  void aRelayThatIsThereIsUpdatedInPlace() throws Exception {
    deployedAccount();
    scripts.with("RELAY_VPC", "vpc-0");
    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.7:6000\n");
    assertThat(cloud.lines())
        .anyMatch(
            line ->
                line.matches(
                    "aws secretsmanager put-secret-value --secret-id frelay/relay --client-request-token"
                        + " [a-z0-9-]{32,64} --secret-string file://.*"))
        .containsSubsequence(
            "aws ssm send-command --document-name AWS-RunShellScript --instance-ids i-0 --parameters"
                + " commands=/usr/local/sbin/frelay-install --query Command.CommandId --output text",
            "aws ssm wait command-executed --command-id command-1 --instance-id i-0");
    assertThat(overrides()).containsEntry("ImageId", "ami-0").containsEntry("SubnetId", "subnet-0");
  }

  /** One relay that is there becomes the first of two; each is joined when the other serves. */
  @Test
  void twoRelaysAreTwoStacksAndACluster() throws Exception {
    for (int relay = 1; relay <= 2; relay++) {
      String stack = relay == 1 ? "frelay-relay" : "frelay-relay-2";
      says(stack, "Parameters", "SubnetId", relay == 1 ? "subnet-1" : "");
      says(stack, "Outputs", "SecurityGroup", "sg-" + relay);
      says(stack, "Outputs", "Role", "role-" + relay);
      says(stack, "Outputs", "InstanceId", "i-" + relay);
      says(stack, "Outputs", "PrivateAddress", "10.0.0." + relay);
      says(stack, "Outputs", "Relay", "203.0.113.%d:6000".formatted(relay));
    }
    cloud
        .answer("aws sts get-caller-identity", "123456789012")
        .answer("aws ec2 describe-subnets", "subnet-2");
    String cluster = "frelay-relay-cluster";
    says(cluster, "Outputs", "RegistryAddress", "master.example");
    says(cluster, "Outputs", "PasswordArn", "arn:of:password");
    cloud.answer("aws ssm send-command", "command-1");
    scripts.with("RELAY_COUNT", "2").with("RELAY_VPC", "vpc-1").with("RELAY_IMAGE", "ami-1");

    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.1:6000,203.0.113.2:6000\n");
    String wait = "aws ssm wait command-executed --command-id command-1 --instance-id i-";
    assertThat(calls(DEPLOY, "aws ssm wait"))
        .satisfiesExactly(
            line -> assertThat(line).contains("--stack-name frelay-relay ", " SubnetId=subnet-1 "),
            line -> assertThat(line).isEqualTo(wait + 1),
            line ->
                assertThat(line).contains("--stack-name frelay-relay-2 ", " SubnetId=subnet-2 "),
            line ->
                assertThat(line)
                    .contains("--stack-name " + cluster, " SubnetIds=subnet-1,subnet-2 ")
                    .contains(" FirstGroup=sg-1 SecondGroup=sg-2 FirstRole=role-1"),
            line -> assertThat(line).isEqualTo(wait + 1),
            line -> assertThat(line).isEqualTo(wait + 2));
    assertThat(settingsThatAVmWrites(calls("aws ssm send-command").get(2)))
        .hasContent(
            """
            RELAY_CLUSTER_REGISTRY=redis
            RELAY_CLUSTER_LISTEN=10.0.0.2:6001
            RELAY_CLUSTER_PARTY_ADDRESS=203.0.113.2:6000
            QUARKUS_REDIS_HOSTS=rediss://master.example:6379
            QUARKUS_REDIS_PASSWORD=secret
            """);

    scripts.with("RELAY_COUNT", "1");
    says("frelay-relay-2", "StackId", "arn:of:second");
    assertThat(run("relay.sh").err()).contains("there are two relays, and RELAY_COUNT is 1");
  }

  private void says(String stack, String section, String name, String value) throws IOException {
    String member = section.equals("Outputs") ? "OutputKey" : "ParameterKey";
    says(stack, "%s[?%s=='%s'".formatted(section, member, name), value);
  }

  private void says(String stack, String query, String value) throws IOException {
    String command = "aws cloudformation describe-stacks --stack-name %s --query Stacks[0].%s";
    if (value.isEmpty()) {
      cloud.refuse(command.formatted(stack, query));
    } else {
      cloud.answer(command.formatted(stack, query), value);
    }
  }

  private List<String> calls(String... prefixes) throws IOException {
    return cloud.lines().stream()
        .filter(line -> Stream.of(prefixes).anyMatch(line::startsWith))
        .toList();
  }

  /** Runs the commands of an SSM call below a folder; readable for nobody else, or it fails. */
  private Path settingsThatAVmWrites(String call) throws Exception {
    String parameters =
        call.substring(call.indexOf("--parameters ") + 13, call.indexOf(" --query Command"));
    StringBuilder script = new StringBuilder();
    for (JsonNode line : new ObjectMapper().readTree(parameters).get("commands")) {
      script.append(line.textValue()).append('\n');
    }
    Path file = work.resolve("cluster.env");
    cloud.reset().answer("aws secretsmanager get-secret-value", "secret");
    FinishedProgram vm =
        FinishedProgram.run(
            Map.of("PATH", cloud.folder() + ":" + System.getenv("PATH")),
            List.of(
                "sh",
                "-c",
                script
                    .toString()
                    .replace("/etc/frelay", work.toString())
                    .replace("/usr/local/sbin/frelay-install", "true")));
    assertThat(vm.exitCode()).as(vm::output).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    return file;
  }

  @Test
  void allIsDestroyedAndThenNothingIsLeftToDo() throws Exception {
    cloud
        .answer("aws sts get-caller-identity", "123456789012")
        .answer("aws secretsmanager describe-secret", "None");
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines())
        .containsSubsequence(
            "aws cloudformation delete-stack --stack-name frelay-user1-0",
            "aws cloudformation wait stack-delete-complete --stack-name frelay-user1-0",
            "aws secretsmanager delete-secret --secret-id frelay/user1/0 --recovery-window-in-days 7",
            "aws cloudformation delete-stack --stack-name frelay-relay-cluster",
            "aws cloudformation wait stack-delete-complete --stack-name frelay-relay-cluster",
            "aws cloudformation delete-stack --stack-name frelay-relay-2",
            "aws cloudformation delete-stack --stack-name frelay-relay",
            "aws secretsmanager delete-secret --secret-id frelay/relay --recovery-window-in-days 7",
            "aws s3 rb --force s3://" + BUCKET);

    cloud
        .reset()
        .answer("aws sts get-caller-identity", "123456789012")
        .refuse("aws s3api head-bucket")
        .refuse("aws cloudformation describe-stacks")
        .answer("aws secretsmanager describe-secret --secret-id frelay/relay", "2026-11-25")
        .refuse("aws secretsmanager describe-secret");
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines()).noneMatch(line -> line.contains("delete") || line.contains(" rb "));
  }

  @Test
  void hintsAreForTheSameParty() throws Exception {
    String parameters = " --parameters %s\n".formatted(work.resolve("parameters.env"));
    deployedAccount();
    assertThat(succeeds("secrets.sh").err()).endsWith("next: deploy/aws/deploy.sh" + parameters);
    assertThat(succeeds("deploy.sh").err())
        .endsWith("  0: {aws: 'frelay-user1-0:live', region: eu-central-1}\n");
    newAccount();
    cloud.refuse("aws secretsmanager describe-secret");
    assertThat(run("deploy.sh").err()).endsWith("run deploy/aws/secrets.sh" + parameters);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    scripts.with("EXTENSION_LAYER_ARN", "");
    Outcome noLayer = run("deploy.sh");
    assertThat(noLayer.exitCode()).isOne();
    assertThat(noLayer.err())
        .startsWith(
            "parameters.env: EXTENSION_LAYER_ARN is missing: The AWS Parameters and Secrets");

    scripts.with("EXTENSION_LAYER_ARN", "arn").with("FUNCTION_ZIP", "/nowhere/function.zip");
    assertThat(run("deploy.sh").err())
        .isEqualTo(
            "deploy.sh: /nowhere/function.zip is missing; make it: ./mvnw package -DskipTests -pl examples/aws -am\n");
    scripts.with("RUNTIME", "provided.al2023");
    assertThat(run("deploy.sh").err()).endsWith("-am -Pnative\n");
    assertThat(cloud.calls()).isEmpty();

    newAccount();
    cloud.refuse("aws secretsmanager describe-secret");
    scripts.with("FUNCTION_ZIP", zip.toString()).with("RUNTIME", "java21");
    assertThat(run("deploy.sh").err())
        .contains("there is no secret frelay/user1/0 in eu-central-1");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(DEPLOY));
  }

  @Test
  void aZipOfTheOtherKindIsRefused() throws Exception {
    scripts.with("FUNCTION_ZIP", zip("native.zip", "bootstrap", "elf").toString());
    Outcome outcome = run("deploy.sh");
    assertThat(outcome.exitCode()).isOne();
    assertThat(outcome.err()).contains("RUNTIME is java21, but", "was built for provided.al2023");
    assertThat(cloud.calls()).isEmpty();
  }

  /** Its list is longer than a pipe holds, so who hangs up on it early breaks it. */
  @Test
  void aZipOfTheOtherKindIsRefusedHoweverMuchElseItHas() throws Exception {
    Path zip = work.resolve("large.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("bootstrap"));
      for (int i = 0; i < 5000; i++) {
        out.putNextEntry(new ZipEntry("lib/a-file-beside-the-executable-" + i));
      }
    }
    scripts.with("FUNCTION_ZIP", zip.toString());
    assertThat(run("deploy.sh").err()).contains("was built for provided.al2023");
  }

  @Test
  void whatIsNoZipIsRefused() throws Exception {
    scripts.with("FUNCTION_ZIP", file("not a zip").toString());
    assertThat(run("deploy.sh").err())
        .contains("content is not a zip file; make it: ./mvnw package");
    assertThat(cloud.calls()).isEmpty();
  }
}
