/** What a session that survives its connections costs beside the raw stream. */
package io.frelay.bench.session;
