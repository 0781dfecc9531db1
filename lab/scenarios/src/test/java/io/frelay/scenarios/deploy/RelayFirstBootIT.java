package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay's VM on AWS: what its user data does, below a folder and with stand-ins for AWS. */
class RelayFirstBootIT {
  @TempDir private Path root;
  private Path etc;
  private CloudPrograms programs;
  private Map<String, Object> userData;

  @BeforeEach
  void prepare() throws Exception {
    FinishedProgram.assumeInstalled("jq", "the VM's first boot is not tested");
    assertThat(FinishedProgram.run("deploy/relay/package.sh").exitCode()).isZero();
    Path certs = Shared.PKI.root();
    Path secret = root.resolve("relay.json");
    // As relay.sh writes it, so by it.
    programs = CloudPrograms.in(root, "aws", "curl");
    programs.refuse("aws secretsmanager describe-secret");
    programs.refuse("aws cloudformation describe-stacks --stack-name frelay-relay-2");
    programs.answer("aws", "x");
    DeployScripts scripts =
        new DeployScripts(
            "aws",
            programs,
            root,
            Map.of(
                "AWS_REGION", "eu-central-1",
                "CERTS", certs.toString(),
                "RELAY_INSTANCE_TYPE", "t4g.small",
                "RELAY_PORT", "6001"));
    scripts.run("relay.sh");
    Files.writeString(secret, programs.read("secret.json"));
    programs
        .reset()
        .answer(
            "aws s3 cp --only-show-errors --region eu-central-1 s3://bucket/relay/frelay-relay.tar.gz",
            "",
            Project.ROOT.resolve("deploy/relay/target/frelay-relay.tar.gz"))
        .answer("aws secretsmanager get-secret-value", Files.readString(secret))
        .answer("curl -sSf -X PUT", "token-of-imds")
        .answer("curl -sSf -H X-aws-ec2-metadata-token: token-of-imds", "6001");
    userData = userData();
    etc = root.resolve("etc/frelay");
  }

  @SuppressWarnings("unchecked") // the shape of user data
  private static Map<String, Object> userData() throws IOException {
    Map<?, ?> value =
        TemplateYaml.parse(Files.readString(Project.ROOT.resolve("deploy/aws/relay.yaml")));
    for (String key : List.of("Resources", "Instance", "Properties", "UserData", "Fn::Base64")) {
      value = (Map<?, ?>) value.get(key);
    }
    String text =
        ((String) value.get("Fn::Sub"))
            .replace("${AWS::Region}", "eu-central-1")
            .replace("${AWS::StackName}", "frelay-relay")
            .replace("${PackageBucket}", "bucket")
            .replace("${PackageKey}", "relay/frelay-relay.tar.gz")
            .replace("${SecretArn}", "arn:of:secret");
    assertThat(text).startsWith("#cloud-config\n").doesNotContain("${");
    return TemplateYaml.parse(text);
  }

  private FinishedProgram boot() throws Exception {
    Map<?, ?> file = (Map<?, ?>) ((List<?>) userData.get("write_files")).get(0);
    assertThat(file.get("permissions")).isEqualTo("0700");
    Path script = root.resolve("frelay-install");
    Files.writeString(
        script, ((String) file.get("content")).replace("/etc/frelay", etc.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return FinishedProgram.run(
        Map.of(
            "FRELAY_PREFIX",
            root.toString(),
            "PATH",
            programs.folder() + ":" + System.getenv("PATH")),
        List.of(script.toString()));
  }

  @Test
  void itFetchesAndInstalls() throws Exception {
    FinishedProgram booted = boot();
    assertThat(booted.exitCode()).as(booted::output).isZero();
    Path certs = Shared.PKI.root();
    for (Map.Entry<String, String> file :
        Map.of(
                "relay-ca.pem", "frelay-ca.pem",
                "relay-cert.pem", "frelay/cert.pem",
                "relay-key.pem", "frelay/key.pem")
            .entrySet()) {
      Path installed = etc.resolve(file.getKey());
      assertThat(Files.readString(installed).strip())
          .isEqualTo(Files.readString(certs.resolve(file.getValue())).strip());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)))
          .isEqualTo("rw-------");
    }
    assertThat(etc.resolve("relay.env")).hasContent("RELAY_PORT=6001");
    assertThat(root.resolve("opt/frelay/current/quarkus-app/quarkus-run.jar")).exists();
    assertThat(programs.lines())
        .noneMatch(line -> Secrets.seenIn(line, certs))
        .anyMatch(line -> line.contains("--secret-id arn:of:secret "));
  }

  /** Settings of one's own outlast an update, and the port follows the stack. */
  @Test
  void itLeavesSettingsOfOnesOwn() throws Exception {
    Files.createDirectories(etc);
    Files.writeString(etc.resolve("relay.env"), "RELAY_PORT=6000\nRELAY_POLICY=a/b/c\n");
    FinishedProgram booted = boot();
    assertThat(booted.exitCode()).as(booted::output).isZero();
    assertThat(etc.resolve("relay.env")).hasContent("RELAY_POLICY=a/b/c\nRELAY_PORT=6001");
  }

  /** The stack must hear of it. */
  @Test
  void itFailsIfTheSecretIsNotOne() throws Exception {
    programs
        .reset()
        .answer("aws s3 cp", "", Project.ROOT.resolve("deploy/relay/target/frelay-relay.tar.gz"))
        .answer("aws secretsmanager get-secret-value", "{\"RELAY_CA\":\"x\"}");
    assertThat(boot().exitCode()).isNotZero();
    assertThat(root.resolve("opt")).doesNotExist();
    assertThat(userData.get("runcmd").toString())
        .contains("frelay-install; /opt/aws/bin/cfn-signal --exit-code $? --stack frelay-relay");
  }
}
