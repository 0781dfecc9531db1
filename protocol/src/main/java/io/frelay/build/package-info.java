/** Facts about the build. */
package io.frelay.build;
