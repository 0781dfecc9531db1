package io.frelay.relay.connection;

import java.net.InetSocketAddress;
import org.jboss.logging.Logger;

/** Lines about what a connection does, where --debug asks for them. */
final class DebugLog {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");

  private DebugLog() {}

  static void say(Connection connection, String event, LogFields more) {
    if (LOG.isDebugEnabled()) {
      InetSocketAddress address = connection.remoteAddress();
      new LogFields()
          .add("address", address.getAddress().getHostAddress() + ":" + address.getPort())
          .addAll(connection.identity())
          .addAll(more)
          .log(LOG, Logger.Level.DEBUG, event);
    }
  }
}
