/** Groups: their operations beside other algorithms, and beside connections without a relay. */
package io.frelay.bench.group;
