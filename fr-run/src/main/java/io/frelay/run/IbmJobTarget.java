package io.frelay.run;

import io.frelay.run.Effects.Finished;
import io.frelay.run.Failure.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A job on IBM Code Engine. A call is a job run of one index. Its input is in a secret that the job
 * mounts, {@code JOB-input}: arguments and variables are seen by others. Its output is a line of
 * the run's log.
 */
record IbmJobTarget(String job, String index, IbmProject codeEngine) implements Target {
  /** Of the 53 characters of a run's name. */
  private static final int LONGEST_START = 40;

  static IbmJobTarget read(YamlFields party) throws RunException {
    String index = party.optional("index").orElse("0");
    if (!index.matches("[0-9]{1,6}")) {
      throw party.wrong("index", "must be an index of the job, such as 0");
    }
    return new IbmJobTarget(party.required("ibm-ce-job"), index, IbmProject.read(party));
  }

  @Override
  public String name() {
    return "ibm-ce job " + job + " " + index;
  }

  @Override
  public Optional<IbmProject> ibmProject() {
    return Optional.of(codeEngine);
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    Finished stored = codeEngine.in(effects, () -> store(request, effects));
    if (stored.exitCode() != 0) {
      throw failed("the input was not stored: " + stored.err(), Outlook.WRONG_SETUP);
    }
    return connected -> submit(request, effects);
  }

  private Finished store(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    String secret = job + "-input";
    Finished known = effects.run(ce("secret", "get", "--name", secret, "--quiet"));
    String verb = known.exitCode() == 0 ? "update" : "create";
    String file = index + "=" + effects.fileWith(request);
    return effects.run(ce("secret", verb, "--name", secret, "--from-file", file, "--quiet"));
  }

  private String submit(PartyRequest request, Effects effects)
      throws CallFailedException, InterruptedException {
    String start = job.substring(0, Math.min(job.length(), LONGEST_START));
    String name = start + "-" + UUID.randomUUID().toString().substring(0, 8);
    List<String> submit = new ArrayList<>(ce("jobrun", "submit", "--job", job, "--name", name));
    long seconds = Math.max(1, request.deadline().remaining().toSeconds());
    submit.addAll(List.of("--array-indices", index, "--wait"));
    submit.addAll(List.of("--wait-timeout", Long.toString(seconds), "--quiet"));
    Finished run;
    Finished log;
    try {
      run = effects.run(submit);
      log = effects.run(ce("jobrun", "logs", "--name", name, "--quiet"));
    } catch (InterruptedException e) {
      effects.run(ce("jobrun", "delete", "--name", name, "--force", "--quiet"));
      throw e;
    }
    return answer(run, log);
  }

  private String answer(Finished run, Finished log) throws CallFailedException {
    Optional<String> last =
        log.out()
            .lines()
            .filter(line -> JsonText.problem(line).isEmpty())
            .reduce((one, next) -> next);
    if (run.exitCode() == 0) {
      return Answers.checked(last.orElse(""));
    }
    Optional<Failure> error = last.flatMap(FunctionError::in);
    if (error.isPresent()) {
      // It has run, and Code Engine may have started it more than once.
      Failure failure = error.get();
      throw new CallFailedException(
          Failure.of(failure.code(), failure.message(), failure.outlook()));
    }
    throw failed("the job run failed: " + run.err(), Outlook.UNKNOWN);
  }

  private static CallFailedException failed(String message, Outlook outlook) {
    return new CallFailedException(Failure.of("job_failed", message, outlook));
  }

  private static List<String> ce(String... words) {
    List<String> command = new ArrayList<>(List.of("ibmcloud", "ce"));
    command.addAll(List.of(words));
    return command;
  }
}
