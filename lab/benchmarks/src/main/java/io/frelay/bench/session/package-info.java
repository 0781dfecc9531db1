/** Cost of a session that survives its connections, compared with the raw stream. */
package io.frelay.bench.session;
