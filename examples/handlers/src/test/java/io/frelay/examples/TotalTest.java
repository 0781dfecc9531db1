package io.frelay.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.frelay.test.MemoryParties;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TotalTest {
  @Test
  void everyPartyLearnsTheTotal() {
    Map<String, Total.Output> outputs =
        MemoryParties.run(
            new Total(),
            Map.of("0", new Total.Input(5L), "1", new Total.Input(-7L), "2", new Total.Input(9L)));
    Total.Output total = new Total.Output(7, 3);
    assertEquals(Map.of("0", total, "1", total, "2", total), outputs);
  }

  @Test
  void aPeerThatSendsNoShareIsFoundOut() {
    try (MemoryParties parties = MemoryParties.of("0", "1", "2")) {
      parties.plays("1", peers -> peers.get("0").messages().send("no share".getBytes(UTF_8)));
      parties.plays("2", peers -> peers.get("0").messages().send("three".getBytes(UTF_8)));
      assertThrows(
          IOException.class, () -> new Total().handle(new Total.Input(1L), parties.peers("0")));
    }
  }
}
