/** The hot pieces, measured by JMH in JVMs of their own. */
package io.frelay.bench.jmh;
