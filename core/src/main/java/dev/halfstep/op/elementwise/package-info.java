/**
 * Ops that treat each element alone, of one operand ({@link dev.halfstep.op.elementwise.UnaryOp}) or of two, broadcast
 * ({@link dev.halfstep.op.elementwise.BinaryOp}); those that differ in a row only are rows of two tables.
 */
package dev.halfstep.op.elementwise;
