package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.frelay.test.MemoryParties;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GreetingTest {
  @Test
  void eachHearsWhatTheOtherSays() {
    Map<String, Greeting.Output> outputs =
        MemoryParties.run(
            new Greeting(),
            Map.of("0", new Greeting.Input("hello"), "1", new Greeting.Input("good day")));
    assertEquals("good day", outputs.get("0").answer());
    assertEquals("hello", outputs.get("1").answer());
  }
}
