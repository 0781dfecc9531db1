/**
 * TCP connections: made, listened for, and bounded by deadlines.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.net;
