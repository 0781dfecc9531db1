package io.frelay.relay.cluster;

import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import io.frelay.relay.connection.CloseReason;

/**
 * The answer to a {@link TrunkRequest}: two bytes. After one that begins with {@link #READY} the
 * connection is raw; the second byte is the role of the party that came, and 4 more if its
 * ClientHello was delivered. After any other it is closed.
 */
final class TrunkAnswer {
  static final int LENGTH = 2;
  static final int READY = 1;
  private static final int REFUSED = 2;

  private static final int DELIVERED = 4;

  private static final int GONE = 0;
  private static final int NOT_ALLOWED = 1;
  private static final int REVOKED = 2;
  private static final int EXPIRED = 3;
  private static final int LIST_OVERDUE = 4;

  private TrunkAnswer() {}

  static byte[] ready(Ready ready) {
    return new byte[] {
      READY, (byte) (ready.role().mode() + (ready.clientHelloDelivered() ? DELIVERED : 0))
    };
  }

  /** A refusal; but for a few reasons it says no more than that there is no session. */
  static byte[] refused(CloseReason reason) {
    int why =
        switch (reason) {
          case NOT_ALLOWED -> NOT_ALLOWED;
          case REVOKED_CERTIFICATE -> REVOKED;
          case EXPIRED_CERTIFICATE -> EXPIRED;
          case REVOCATION_LIST_OVERDUE -> LIST_OVERDUE;
          default -> GONE;
        };
    return new byte[] {REFUSED, (byte) why};
  }

  static boolean isReady(byte[] answer) {
    return answer[0] == READY;
  }

  /**
   * @throws MalformedMessageException if it is none
   */
  static Ready ready(byte[] answer) throws MalformedMessageException {
    boolean delivered = (answer[1] & DELIVERED) != 0;
    int mode = answer[1] & ~DELIVERED;
    for (Role role : Role.values()) {
      if (role.mode() == mode && !(delivered && role == Role.SERVER)) {
        return new Ready(role, 2, delivered);
      }
    }
    throw new MalformedMessageException("not an answer to a trunk request");
  }

  /**
   * Reads the reason of a refusal; {@link CloseReason#TRUNK_UNUSED} if the waiter waits no more.
   */
  static CloseReason reason(byte[] answer) {
    return switch (answer[1]) {
      case NOT_ALLOWED -> CloseReason.NOT_ALLOWED;
      case REVOKED -> CloseReason.REVOKED_CERTIFICATE;
      case EXPIRED -> CloseReason.EXPIRED_CERTIFICATE;
      case LIST_OVERDUE -> CloseReason.REVOCATION_LIST_OVERDUE;
      default -> CloseReason.TRUNK_UNUSED;
    };
  }
}
