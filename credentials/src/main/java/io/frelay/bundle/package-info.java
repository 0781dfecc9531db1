/** All that one party needs to know, in one short text; made and read with the JDK alone. */
package io.frelay.bundle;
