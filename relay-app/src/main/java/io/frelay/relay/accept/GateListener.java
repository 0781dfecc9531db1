package io.frelay.relay.accept;

/** Events of a {@link RecordGate} besides bytes; called on the connection's loop. */
public interface GateListener {
  /** The bytes cannot be TLS. */
  void notTls();

  /** The connection broke while nothing behind the gate could be told. */
  void broken();

  /** TLS gives up; told again, or too late, where the reason is known already. */
  void tlsFailed();

  /** More bytes than anyone honest sends so early. */
  void tooManyBytes();

  /** There was no memory to read into. */
  void noMemory();

  /** So many bytes are kept of what has come: by the gate, and by TLS for its handshake. */
  void holds(long bytes);
}
