/** How long it takes until a process serves. */
package io.frelay.bench.start;
