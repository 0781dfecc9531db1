package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.AzureFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue's message is an invocation too: the message is the request, ReturnValue the output. */
class AzureEventIT {
  @ParameterizedTest
  @EnumSource(names = {"AZURE_FORWARDING", "AZURE_WRAPPING"})
  void aMessageIsARequest(HttpPlatform platform) throws Exception {
    AzureFunction function = (AzureFunction) platform.shared();
    String tag = "event " + platform;
    Future<Overlap.Output> peer =
        PlainParty.overlap(HttpPlatform.relay(), Shared.PKI, "1", "0", tag, "ä", "b");
    String message =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\"},\"input\":{\"items\":[\"ä\"]}}"
            .formatted(tag);
    assertThat(function.deliver("queued", message))
        .isEqualTo(new Answer(200, "{\"common\":[\"ä\"],\"own\":1,\"theirs\":2}"));
    assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("ä"), 2, 1));
  }

  /** Before any session: a timer and a topic of Event Grid have no request to give. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Schedule\":{\"AdjustForDST\":true},\"ScheduleStatus\":null,\"IsPastDue\":false}",
        "{\"id\":\"1\",\"eventType\":\"t\",\"eventTime\":\"2026-01-01T00:00:00Z\","
            + "\"data\":{},\"dataVersion\":\"1\"}"
      })
  void anEventWithoutARequestIsRefused(String data) throws Exception {
    AzureFunction function = (AzureFunction) HttpPlatform.AZURE_WRAPPING.shared();
    Answer answer = function.trigger("queued", data);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"bad_input\"", " event is no request: call");
  }

  /**
   * As over HTTP: whoever may put a message into a function's queue may call that handler alone.
   */
  @Test
  void theFunctionsNameGoesBeforeTheEnvelope() throws Exception {
    AzureFunction function = (AzureFunction) HttpPlatform.AZURE_WRAPPING.shared();
    Future<Overlap.Output> peer =
        PlainParty.overlap(HttpPlatform.relay(), Shared.PKI, "1", "0", "named", "b");
    String message =
        "{\"frelay\":{\"handler\":\"total\",\"tag\":\"named\"},\"input\":{\"items\":[\"a\"]}}";
    assertThat(function.deliver("overlap", message))
        .isEqualTo(new Answer(200, "{\"common\":[],\"own\":1,\"theirs\":1}"));
    assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of(), 1, 1));
  }
}
