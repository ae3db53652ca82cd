package dev.halfstep.c.row;

import dev.halfstep.c.net.Network;
import dev.halfstep.c.text.Functions;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;

/** What makes codes of a row of raw values, and values in the targets' units of codes. */
public final class RowSource {
    private RowSource() {}
    public static RowSource of(Graph graph, Network network, Pipeline pipeline, String prefix, Functions functions) {
        return new RowSource();
    }
    public String declarations() { return ""; }
    public String definitions() { return ""; }
}
