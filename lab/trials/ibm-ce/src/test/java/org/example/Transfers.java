package org.example;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

@ApplicationScoped
public class Transfers {
  @Inject FrelayClient client;

  void send(byte[] file, String tag) throws Exception {
    try (PeerConnection peer = client.connect("1", tag, Duration.ofSeconds(30))) {
      peer.messages().send(file);
    }
  }
}
