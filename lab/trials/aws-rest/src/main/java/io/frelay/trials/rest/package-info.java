/** Resources that an application has beside its handlers. */
package io.frelay.trials.rest;
