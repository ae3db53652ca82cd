package dev.halfstep.onnx;

import dev.halfstep.onnx.write.NetworkWriter.Edges;

/** How a model is written as ONNX. Immutable; start from {@link #defaults}. */
public final class OnnxOptions {

    private final OnnxForm form;
    private final Edges edges;

    private OnnxOptions(OnnxForm form, Edges edges) {
        this.form = form;
        this.edges = edges;
    }

    /** {@link OnnxForm#QDQ}, with what the network takes and gives at the edges. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(OnnxForm.QDQ, Edges.NETWORK);
    }

    public OnnxOptions withForm(OnnxForm other) {
        return new OnnxOptions(other, edges);
    }

    /** The same with real values at the edges, where the network has codes of them. */
    public OnnxOptions withRealEdges() {
        return new OnnxOptions(form, Edges.REAL);
    }

    /** The same with the columns of a table going in, and values in the targets' units coming out. */
    public OnnxOptions withPipeline() {
        return new OnnxOptions(form, Edges.COLUMNS);
    }

    public OnnxForm form() {
        return form;
    }

    Edges edges() {
        return edges;
    }
}
