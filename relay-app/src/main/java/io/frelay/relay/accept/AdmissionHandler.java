package io.frelay.relay.accept;

import io.frelay.relay.connection.Connection;

/** The stage behind the listener. */
public interface AdmissionHandler {
  /**
   * Takes over an admitted connection; on its loop.
   *
   * @param gate the first of its handlers, which is installed
   */
  void admitted(Connection connection, RecordGate gate);
}
