/** From the sums of a layer to its codes in integers: multipliers that are proven to give the reference's code for every sum. */
package dev.halfstep.c.rescale;
