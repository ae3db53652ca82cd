/**
 * Arithmetic on plain arrays. Parameters are prepared once into a record; kernels are static and know nothing of graphs or
 * files. Integer results equal those of TensorFlow Lite's reference kernels, code for code.
 */
package dev.halfstep.kernel;
