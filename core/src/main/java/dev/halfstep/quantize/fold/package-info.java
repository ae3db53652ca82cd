/** What a float network becomes before it is quantized: constants computed, shapes filled in, and what nobody reads left out. */
package dev.halfstep.quantize.fold;
