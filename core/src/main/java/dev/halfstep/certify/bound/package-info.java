/** Bounds of both networks within a box of a domain: linear forms of what its values are made of, followed from layer to layer. */
@NullMarked
package dev.halfstep.certify.bound;

import org.jspecify.annotations.NullMarked;
