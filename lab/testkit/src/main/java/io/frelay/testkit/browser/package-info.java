/** A real browser, and the JSON-RPC that it and Quarkus's Dev UI speak. */
package io.frelay.testkit.browser;
