/** Which inputs a proof speaks of, as options say it. */
@NullMarked
package dev.halfstep.cli.domain;

import org.jspecify.annotations.NullMarked;
