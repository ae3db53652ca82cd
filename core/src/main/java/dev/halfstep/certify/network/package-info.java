/** A float network and a quantized one as functions that can be bounded, and which unit of the one stands for which of the other. */
@NullMarked
package dev.halfstep.certify.network;

import org.jspecify.annotations.NullMarked;
