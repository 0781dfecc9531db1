package org.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.frelay.test.FrelayTest;
import io.frelay.test.InjectPeer;
import io.frelay.test.TestPeer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@FrelayTest
class TransfersTest {
  @Inject Transfers transfers;

  @InjectPeer("1")
  TestPeer one;

  @Test
  void sendsAFile() throws Exception {
    byte[] file = {1, 2, 3};
    one.plays(
        "file-1", sender -> assertArrayEquals(file, sender.messages().receive().orElseThrow()));
    transfers.send(file, "file-1");
  }
}
