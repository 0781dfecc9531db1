/**
 * The load generator: a process of its own that plays many parties at once, cheaply enough not to
 * be what is measured. Sockets are Netty's by epoll, the outer TLS is BoringSSL's and is gone after
 * the switch; the parties then exchange plain bytes, because a relay can tell no difference.
 */
package io.frelay.testkit.load;
