/** What a float network becomes before it is quantized: constants computed, what follows a layer folded into it, shapes filled in. */
package dev.halfstep.quantize.fold;
