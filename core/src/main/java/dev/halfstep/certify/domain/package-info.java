/** What bounds speak of: the inputs of a network that can come, and the units of its outputs. */
@NullMarked
package dev.halfstep.certify.domain;

import org.jspecify.annotations.NullMarked;
