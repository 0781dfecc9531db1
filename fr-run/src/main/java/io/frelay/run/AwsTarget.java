package io.frelay.run;

import io.frelay.run.Effects.Finished;
import io.frelay.run.Failure.Outlook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function on AWS Lambda, called by the AWS CLI.
 *
 * @param function its name or ARN, with {@code :ALIAS} if wanted
 */
record AwsTarget(String function, Optional<String> region, Optional<String> profile)
    implements Target {
  private static final Pattern ERROR = Pattern.compile("An error occurred \\((\\w+)\\)");

  /** How the versions of the CLI print null. */
  private static final Set<String> NO_ERROR = Set.of("None", "null", "");

  /** Beyond the function's own time, so that its answer comes. */
  private static final int READ_SECONDS = 15;

  static AwsTarget read(YamlFields party) throws RunException {
    return new AwsTarget(
        party.required("aws"), party.optional("region"), party.optional("profile"));
  }

  @Override
  public String name() {
    return "aws " + function;
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects) {
    return connected -> invoke(request, effects);
  }

  private String invoke(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    Path input = effects.fileWith(request);
    Path answer = effects.emptyFile();
    Finished finished = effects.run(command(request, input, answer));
    if (finished.exitCode() != 0) {
      throw new CallFailedException(failureOfTheCli(finished.err()));
    }
    if (!NO_ERROR.contains(finished.out())) {
      throw new CallFailedException(failureOfTheFunction(effects.read(answer)));
    }
    return Answers.checked(effects.read(answer));
  }

  private List<String> command(PartyRequest request, Path input, Path answer) {
    List<String> words = new ArrayList<>(List.of("aws", "lambda", "invoke"));
    words.addAll(List.of("--function-name", function));
    region.ifPresent(value -> words.addAll(List.of("--region", value)));
    profile.ifPresent(value -> words.addAll(List.of("--profile", value)));
    long seconds = request.deadline().remaining().toSeconds() + READ_SECONDS;
    words.addAll(List.of("--cli-read-timeout", Long.toString(seconds)));
    // fileb:// is the input as it is; of other forms, version 2 of the CLI takes the value for
    // base64.
    words.addAll(List.of("--payload", "fileb://" + input));
    words.addAll(List.of("--query", "FunctionError", "--output", "text", answer.toString()));
    return words;
  }

  private static Failure failureOfTheCli(String err) {
    if (err.contains("Could not connect to the endpoint URL")) {
      return new Failure("unreachable", err, Outlook.MAY_PASS, true);
    }
    Matcher error = ERROR.matcher(err);
    String code = error.find() ? error.group(1) : "aws_failed";
    return switch (code) {
      case "TooManyRequestsException" -> new Failure(code, err, Outlook.MAY_PASS, true);
      case "ResourceNotFoundException" -> Failure.of(code, err, Outlook.WRONG_REQUEST);
      default -> Failure.of(code, err, Outlook.WRONG_SETUP);
    };
  }

  private static Failure failureOfTheFunction(String answer) {
    String message = JsonText.text(answer, "errorMessage").orElse("it gives no reason");
    return FunctionError.in(message)
        .orElseGet(() -> Failure.of("function_failed", message, Outlook.UNKNOWN));
  }
}
