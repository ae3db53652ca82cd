/** From raw feature values to predictions in the target's unit, one row at a time or many. */
package dev.halfstep.predict;
