/** The network in C, from codes to codes: a function call for each lowered record, and the memory that passes between them. */
package dev.halfstep.c.net;
