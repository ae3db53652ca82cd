/** How scales and codes follow from ranges and weights, by the rules of TensorFlow Lite's quantization specification. */
@NullMarked
package dev.halfstep.quantize.scale;

import org.jspecify.annotations.NullMarked;
