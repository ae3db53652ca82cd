/** C source for microcontrollers: what {@code export --to c} writes. */
package dev.halfstep.c;
