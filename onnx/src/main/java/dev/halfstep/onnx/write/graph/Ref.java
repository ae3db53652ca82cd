package dev.halfstep.onnx.write.graph;

/**
 * A value in an ONNX graph that is being put together; what it is called is settled at the end.
 *
 * @param number in the order in which values come up
 */
public record Ref(int number) {

    /** Stands for an optional input that is left out. */
    public static final Ref NONE = new Ref(-1);
}
