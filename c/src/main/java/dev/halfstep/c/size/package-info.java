/** How much of a processor a model's C takes: measured by cross compilers where they are installed, otherwise estimated. */
package dev.halfstep.c.size;
