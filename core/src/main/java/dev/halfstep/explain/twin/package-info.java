/**
 * A quantized network beside its twin in real numbers, node by node: the states between the two, in which the nodes up to some
 * one compute as they do and those behind it in float.
 */
package dev.halfstep.explain.twin;
