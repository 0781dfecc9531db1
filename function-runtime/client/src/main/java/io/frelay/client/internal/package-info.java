/**
 * Parts that several packages below need.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal;
