package io.frelay.function.codeengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JobRunTest {
  @Test
  void anInstanceHasANumber() {
    assertThat(Job.isOne(Map.of("JOB_COMPLETION_INDEX", "0"))).isTrue();
    assertThat(Job.isOne(Map.of("JOB_INDEX", " ", "PORT", "8080"))).isFalse();
    assertThat(JobRun.name(Map.of("CE_JOBRUN", "r", "JOB_INDEX", "", "CLOUD_RUN_TASK_INDEX", "1")))
        .isEqualTo("r/1");
  }

  @Test
  void theRunAndTheInstanceAreWhatThePlatformCallsThem() {
    assertThat(JobRun.name(Map.of("CE_JOBRUN", "nightly-7", "JOB_INDEX", "0", "HOSTNAME", "h")))
        .isEqualTo("nightly-7/0");
    assertThat(JobRun.name(Map.of("CLOUD_RUN_EXECUTION", "e", "CLOUD_RUN_TASK_INDEX", "3")))
        .isEqualTo("e/3");
    assertThat(JobRun.name(Map.of("HOSTNAME", "pod-1"))).isEqualTo("pod-1");
    assertThat(JobRun.name(Map.of("JOB_INDEX", "0"))).isNull();
  }
}
