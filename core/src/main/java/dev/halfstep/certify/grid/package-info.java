/** What an integer network gives cell by cell: a cell is all that it cannot tell apart in a domain. */
@NullMarked
package dev.halfstep.certify.grid;

import org.jspecify.annotations.NullMarked;
