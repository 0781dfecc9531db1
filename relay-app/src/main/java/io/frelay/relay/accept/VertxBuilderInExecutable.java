package io.frelay.relay.accept;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.transport.Transport;

/**
 * Vert.x's choice of a transport in a native executable. Vert.x itself tries kqueue too, which
 * cannot be linked here, and Quarkus's substitution for it knows NIO only.
 */
@TargetClass(className = "io.vertx.core.impl.VertxBuilder")
final class VertxBuilderInExecutable {
  private VertxBuilderInExecutable() {}

  @Substitute
  public static Transport nativeTransport() {
    Transport epoll = new EpollTransport();
    return epoll.isAvailable() ? epoll : JDKTransport.INSTANCE;
  }
}
