/** The inputs that a certificate speaks of, in the words of those who use a model: columns of a table and what they may be. */
@NullMarked
package dev.halfstep.domain;

import org.jspecify.annotations.NullMarked;
