/**
 * Bounds that hold for every input of a domain: how far a quantized model can be from its float model, the range of its outputs, and
 * where they clip.
 */
@NullMarked
package dev.halfstep.certify;

import org.jspecify.annotations.NullMarked;
