/** Breaks what sessions run over, while every byte of them is accounted for. */
package io.frelay.chaos;
