/**
 * Access to what Netty's epoll transport has and does not publish: the array that it waits with,
 * and the events that a channel asks for. It is compiled against Netty's, so an upgrade that
 * changes them fails the build. Decision 0019 has the reasons.
 */
package io.netty.channel.epoll;
