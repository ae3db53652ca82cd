/**
 * The JSON that a model file carries, strict and quick to begin with: a mapper of objects takes longer to make than a short
 * command may last.
 */
@NullMarked
package dev.halfstep.json;

import org.jspecify.annotations.NullMarked;
