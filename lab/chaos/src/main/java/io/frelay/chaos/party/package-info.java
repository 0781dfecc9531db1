/** A party as a process of its own: sessions whose streams can be checked byte by byte. */
package io.frelay.chaos.party;
