package dev.halfstep.certify;

/**
 * A point of the domain with the codes of its cell: at the border of two cells, the codes say on which side of it the point is meant to
 * be.
 *
 * @param values by feature
 * @param codes by slot
 * @param deviation of the integer network from the float one there, in the output's unit, in real arithmetic
 */
record Point(double[] values, int[] codes, double deviation) {}
