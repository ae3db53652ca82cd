/**
 * Networks whose layers read any layers before them, unit by unit: with skips, convolutions, pools. Moves of elements are wiring only.
 */
@NullMarked
package dev.halfstep.certify.network.unit;

import org.jspecify.annotations.NullMarked;
