package dev.halfstep.onnx;

import dev.halfstep.onnx.write.CodeStyle;
import dev.halfstep.onnx.write.NetworkWriter.Edges;

/** How a model is written as ONNX. Immutable; start from {@link #defaults}. */
public final class OnnxOptions {

    private final OnnxForm form;
    private final Edges edges;
    private final boolean signedWeights;

    private OnnxOptions(OnnxForm form, Edges edges, boolean signedWeights) {
        this.form = form;
        this.edges = edges;
        this.signedWeights = signedWeights;
    }

    /** {@link OnnxForm#QDQ}, with what the network takes and gives at the edges. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(OnnxForm.QDQ, Edges.NETWORK, false);
    }

    public OnnxOptions withForm(OnnxForm other) {
        return new OnnxOptions(other, edges, signedWeights);
    }

    /** The same with real values at the edges, where the network has codes of them. */
    public OnnxOptions withRealEdges() {
        return new OnnxOptions(form, Edges.REAL, signedWeights);
    }

    /** The same with the columns of a table going in, and values in the targets' units coming out. */
    public OnnxOptions withPipeline() {
        return new OnnxOptions(form, Edges.COLUMNS, signedWeights);
    }

    /**
     * The same with int8 weights as they are, in the form {@link OnnxForm#QDQ}, which has them as uint8 and higher by 128 otherwise: with
     * int8 ones ONNX Runtime's sums saturate on processors without VNNI, unless it is told to avoid that.
     */
    public OnnxOptions withSignedWeights() {
        return new OnnxOptions(form, edges, true);
    }

    CodeStyle style() {
        return switch (form) {
            case QDQ -> signedWeights ? CodeStyle.PLAIN : CodeStyle.SHIFTED;
            case QLINEAR -> CodeStyle.LINEAR;
            case EXACT -> CodeStyle.EXACT;
        };
    }

    public OnnxForm form() {
        return form;
    }

    Edges edges() {
        return edges;
    }
}
