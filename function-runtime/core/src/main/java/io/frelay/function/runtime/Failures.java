package io.frelay.function.runtime;

import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.ProxyException;
import io.frelay.client.RefusedException;
import io.frelay.client.RelayTlsException;
import io.frelay.client.RelayUnreachableException;
import io.frelay.client.WrongPeerException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.group.GroupException;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Translates the client's failures for a caller. */
public final class Failures {
  /** Said of what happens before a handler only: callers then repeat the call. */
  private static final Set<ErrorCode> BEFORE_THE_HANDLER =
      EnumSet.of(ErrorCode.RELAY_UNREACHABLE, ErrorCode.DRAINING, ErrorCode.TOO_MANY_FROM_PARTY);

  private Failures() {}

  static FunctionException connecting(String peer, FrelayException failure) {
    return new FunctionException(code(failure), peer, failure.getMessage(), failure);
  }

  /**
   * Failure that a stream broke with.
   *
   * @param thrown what the handler made of it
   */
  static FunctionException lost(String peer, IOException failure, Throwable thrown) {
    ErrorCode code =
        failure instanceof WrongSessionException ? ErrorCode.WRONG_SESSION : ErrorCode.PEER_LOST;
    return new FunctionException(code, peer, String.valueOf(failure.getMessage()), thrown);
  }

  /**
   * Failure of the invocation's group, if the handler failed with one and another party caused it.
   */
  static Optional<FunctionException> ofGroup(Throwable thrown, String self) {
    Throwable cause = thrown instanceof GroupException ? thrown : thrown.getCause();
    if (!(cause instanceof GroupException group) || group.members().equals(List.of(self))) {
      return Optional.empty();
    }
    String peer =
        group.members().stream().filter(each -> !each.equals(self)).findFirst().orElse(null);
    return code(group).map(code -> new FunctionException(code, peer, group.getMessage(), thrown));
  }

  private static Optional<ErrorCode> code(GroupException group) {
    return switch (group.reason()) {
      case MISSING -> Optional.of(missing(group));
      case MISMATCH -> Optional.of(ErrorCode.WRONG_SESSION);
      case TIMEOUT -> Optional.of(ErrorCode.TIMEOUT);
      case LOST, LEFT, PROTOCOL, ABANDONED -> Optional.of(ErrorCode.PEER_LOST);
      case CLOSED -> Optional.empty();
    };
  }

  /** The reason why the first of them could not be connected, if it says more than that. */
  private static ErrorCode missing(GroupException group) {
    Throwable cause = group.getCause();
    while (cause instanceof GroupException same) {
      cause = same.getCause();
    }
    ErrorCode code =
        cause instanceof FrelayException reason ? code(reason) : ErrorCode.PEER_TIMEOUT;
    return BEFORE_THE_HANDLER.contains(code) ? ErrorCode.PEER_TIMEOUT : code;
  }

  /** Failure that nobody has foreseen: an answer like any other, on every platform. */
  static FunctionException unforeseen(Throwable thrown) {
    return new FunctionException(
        ErrorCode.HANDLER_FAILED,
        "the invocation failed with %s; the function's log says why"
            .formatted(thrown.getClass().getSimpleName()),
        thrown);
  }

  /** Error code of a session that did not come about. */
  public static ErrorCode code(FrelayException failure) {
    if (failure instanceof RefusedException refused) {
      return ErrorCode.of(refused.code());
    } else if (failure instanceof PeerTimeoutException) {
      return ErrorCode.PEER_TIMEOUT;
    } else if (failure instanceof RelayUnreachableException || failure instanceof ProxyException) {
      return ErrorCode.RELAY_UNREACHABLE;
    } else if (failure instanceof RelayTlsException) {
      return ErrorCode.RELAY_TLS;
    } else if (failure instanceof WrongPeerException) {
      return ErrorCode.WRONG_PEER;
    } else if (failure instanceof CredentialsException) {
      return ErrorCode.BAD_SECRETS;
    }
    return ErrorCode.PEER_TLS;
  }
}
