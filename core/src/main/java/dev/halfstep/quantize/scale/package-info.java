/**
 * How scales and codes follow from ranges and weights, by the rules of TensorFlow Lite's quantization specification: each by itself,
 * or with feedback over what a layer reads.
 */
@NullMarked
package dev.halfstep.quantize.scale;

import org.jspecify.annotations.NullMarked;
