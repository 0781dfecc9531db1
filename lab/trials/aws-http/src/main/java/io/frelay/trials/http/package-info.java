/** Other parts of an application beside its handlers. */
package io.frelay.trials.http;
