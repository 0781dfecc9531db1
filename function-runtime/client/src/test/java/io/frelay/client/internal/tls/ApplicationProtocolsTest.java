package io.frelay.client.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationProtocolsTest {
  @Test
  void sessionsThatSurviveOfferNamedStreamsBeforeTheSameWithout() {
    List<String> wanted = List.of("mine/1", ApplicationProtocols.REUSABLE);
    assertThat(ApplicationProtocols.of(wanted, true, false, false).offered())
        .containsExactly(
            "mine/1", "frelay/2+reuse+streams", "frelay/2+reuse", "frelay/2+streams", "frelay/2");
    assertThat(ApplicationProtocols.of(List.of("mine/1"), false, false, false).offered())
        .containsExactly("mine/1");
    assertThat(ApplicationProtocols.withoutNamedStreams("frelay/2+reuse+streams"))
        .isEqualTo("frelay/2+reuse");
    assertThat(ApplicationProtocols.withoutNamedStreams("frelay/2")).isEqualTo("frelay/2");
  }
}
