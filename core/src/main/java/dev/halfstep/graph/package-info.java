/**
 * A network as an immutable value: {@link dev.halfstep.graph.Graph} of {@link dev.halfstep.graph.Node}s, each applying an
 * {@link dev.halfstep.op.Op} to tensors. Every graph that leaves a reader or a pass has been through
 * {@link dev.halfstep.graph.GraphCheck}.
 */
package dev.halfstep.graph;

import dev.halfstep.op.Op;
