/** Makes the distribution: what Maven's plugins cannot do to its folder. */
@NullMarked
package dev.halfstep.dist;

import org.jspecify.annotations.NullMarked;
