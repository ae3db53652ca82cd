package dev.halfstep.explain.twin;

/**
 * A constant as an operand: nodes may share one.
 *
 * @param node index of the node that reads it
 * @param position among its inputs
 */
public record Constant(int node, int position) {}
