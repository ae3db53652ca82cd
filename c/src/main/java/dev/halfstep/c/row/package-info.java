/** Raw columns in C: a struct for a row, what makes codes of it, and what makes values of codes. */
package dev.halfstep.c.row;
