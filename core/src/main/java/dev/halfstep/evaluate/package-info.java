/** How far predictions are from the labels, and a quantized model's from the float model's. */
package dev.halfstep.evaluate;
