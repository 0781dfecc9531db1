package org.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.frelay.client.PeerConnection;
import io.frelay.test.FrelayTest;
import io.frelay.test.InjectPeer;
import io.frelay.test.TestNetwork;
import org.junit.jupiter.api.Test;

@FrelayTest
class TransferTest {
  @Test
  void survivesTheLossOfItsConnection(
      TestNetwork network,
      @InjectPeer("0") PeerConnection here,
      @InjectPeer("1") PeerConnection there)
      throws Exception {
    here.messages().send(new byte[] {1});
    network.cut();
    here.messages().send(new byte[] {2});
    assertArrayEquals(new byte[] {1}, there.messages().receive().orElseThrow());
    assertArrayEquals(new byte[] {2}, there.messages().receive().orElseThrow());
  }
}
