package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The templates for AWS are what its published schemas ask for, and no name in them leads nowhere.
 */
class CloudFormationIT {
  private static String template(String name) throws IOException {
    Path file = Project.ROOT.resolve("deploy/aws").resolve(name);
    return Files.readString(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"function.yaml", "relay.yaml", "relay-cluster.yaml"})
  void aTemplateHasNoProblems(String name) throws IOException {
    assertThat(TemplateCheck.problems(template(name))).isEmpty();
  }

  /** Tests the check itself: each of these mistakes would fail a deployment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MemorySize: !Ref MemorySize | MemSize: !Ref MemorySize | Function: there is no property MemSize",
        "Role: !GetAtt Role.Arn       | Tags: []                | Function: Role is required",
        "Role: !GetAtt Role.Arn       | Role: !GetAtt Role.Name | Function: Role has no attribute Name",
        "Role: !GetAtt Role.Arn       | Role: !GetAtt Roll.Arn  | Function: there is no Roll",
        "FunctionName: !Ref Live      | FunctionName: !Ref Life | CallerMayUseUrl: there is no Life",
        "Sub revision ${Revision}     | Sub ${Revise}           | Version: there is no Revise",
        "DependsOn: Live              | DependsOn: Life         | Url: there is no Life",
        "!If [HasDest,                | !If [HasDst,            | Function: there is no condition HasDst",
        "!GetAtt Version.Version      | !GetAtt Url.FunctionUrl | output Version: Url is there only if HasCaller",
        "!Ref LogRetentionDays        | 30                      | parameter LogRetentionDays is not used",
        "[java21, java25,             | [java21, java26,        | Function.Runtime: java26 is none of",
        "AuthType: AWS_IAM            | AuthType: IAM           | Url.AuthType: IAM is none of",
        "FunctionUrl: true            | FunctionUrl: ja         | CallerMayInvokeByUrl.InvokedViaFunctionUrl: no place for ja",
        "Name: live                   | Name: [live]            | Live.Name: no place for a list",
        "Layers: [!Ref ExtensionLayerArn] | Layers: {a: !Ref ExtensionLayerArn} | Function.Layers: no place for an object",
      })
  void aMistakeIsFound(String from, String to, String problem) throws IOException {
    String broken = template("function.yaml").replace(from, to);
    assertThat(TemplateCheck.problems(broken)).anyMatch(line -> line.startsWith(problem));
  }
}
