package org.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.test.FrelayTest;
import io.frelay.test.InjectPeer;
import io.frelay.test.TestNetwork;
import io.frelay.test.TestPeer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.StandardEnvironment;

/** Programs without Quarkus, as docs/client.md shows them. */
@FrelayTest
class OtherProgramsTest {
  @InjectPeer("1")
  TestPeer one;

  private void oneAnswers(String tag) {
    one.plays(
        tag,
        peer -> {
          assertArrayEquals("hello".getBytes(UTF_8), peer.messages().receive().orElseThrow());
          peer.messages().send("good day".getBytes(UTF_8));
        });
  }

  /** Variables of party 0. */
  private static Map<String, String> variables(TestNetwork network) {
    Map<String, String> variables = new HashMap<>();
    variables.put("RELAY", network.relay().toString());
    PartyVariable.pems().stream()
        .filter(PartyVariable::isRequired)
        .forEach(
            each ->
                variables.put(
                    each.fileVariable(), network.directory("0").resolve(each.name()).toString()));
    return variables;
  }

  @Test
  void plainJava(TestNetwork network) throws Exception {
    oneAnswers("job-17");
    talk(variables(network));
  }

  private static void talk(Map<String, String> environment) throws Exception {
    try (FrelayClient client = FrelayClient.fromEnvironment(environment);
        PeerConnection peer = client.connect("1", "job-17", Duration.ofSeconds(30))) {
      peer.messages().send("hello".getBytes(UTF_8));
      System.out.println(new String(peer.messages().receive().orElseThrow(), UTF_8));
    }
  }

  @Test
  void spring(TestNetwork network) throws Exception {
    oneAnswers("job-18");
    try (AnnotationConfigApplicationContext application =
        new AnnotationConfigApplicationContext()) {
      application.setEnvironment(
          new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
              return new HashMap<>(variables(network));
            }
          });
      application.register(FrelayConfiguration.class);
      application.refresh();
      FrelayClient client = application.getBean(FrelayClient.class);
      try (PeerConnection peer = client.connect("1", "job-18", Duration.ofSeconds(30))) {
        peer.messages().send("hello".getBytes(UTF_8));
        assertArrayEquals("good day".getBytes(UTF_8), peer.messages().receive().orElseThrow());
      }
    }
  }
}
