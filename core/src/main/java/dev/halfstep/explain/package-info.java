/**
 * Where the deviation of a quantized model from its float model comes from, what mistakes in using it would score, how well
 * its codes fit the data, and what helps.
 */
package dev.halfstep.explain;
