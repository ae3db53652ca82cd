/** Networks of dense layers in a row, as functions whose difference is bounded layer by layer. */
@NullMarked
package dev.halfstep.certify.network.chain;

import org.jspecify.annotations.NullMarked;
