/** The part {@code setup}: what it costs, in time and in CPU, until two parties are joined. */
package io.frelay.bench.setup;
