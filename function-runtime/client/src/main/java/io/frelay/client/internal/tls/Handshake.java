package io.frelay.client.internal.tls;

import java.io.EOFException;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** The TLS handshake, step by step as the engine wants it. */
final class Handshake {
  private final SSLEngine engine;
  private final RecordDecryptor in;
  private final RecordEncryptor out;

  Handshake(SSLEngine engine, RecordDecryptor in, RecordEncryptor out) {
    this.engine = engine;
    this.in = in;
    this.out = out;
  }

  /** Sends a client's first words, without waiting for the answer. */
  void sendClientHello() throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK) {
      status = step(status);
    }
    out.flush();
  }

  /**
   * Goes on from where the engine is. What this side says last is left to be sent.
   *
   * @throws SSLException if either side does not accept the other; the peer has been sent the alert
   *     that says why
   * @throws EOFException if the peer goes away
   */
  void complete() throws IOException {
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        engine.beginHandshake();
      }
      HandshakeStatus status = engine.getHandshakeStatus();
      while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
        status = step(status);
      }
      out.sealAnswers();
    } catch (SSLException e) {
      out.sendAlert();
      throw e;
    }
  }

  private HandshakeStatus step(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_WRAP -> {
        return out.sealAnswer().getHandshakeStatus();
      }
      case NEED_TASK -> {
        runTasks(engine);
        return engine.getHandshakeStatus();
      }
      default -> {
        out.flush();
        HandshakeStatus next = in.decryptNext();
        if (in.isEnded()) {
          throw new EOFException("the other side ended the handshake");
        }
        return next;
      }
    }
  }

  /** Runs what the engine leaves to its owner, such as the check of a certificate. */
  static void runTasks(SSLEngine engine) {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
