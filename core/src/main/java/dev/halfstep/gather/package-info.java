/** What all that is gathered from rows stands on: sums that no order changes, and a byte form that can be sent and kept. */
@NullMarked
package dev.halfstep.gather;

import org.jspecify.annotations.NullMarked;
