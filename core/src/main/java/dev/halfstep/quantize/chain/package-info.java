/**
 * Integer fitting: the codes of inputs, weights and biases, and the scales of hidden units, chosen by what they do to the output
 * of a chain of dense layers.
 */
package dev.halfstep.quantize.chain;
