package dev.halfstep.graph;

/** An activation that is fused into the op before it. */
public enum Activation {
    NONE(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
    RELU(0, Float.POSITIVE_INFINITY),
    RELU6(0, 6);

    private final float min;
    private final float max;

    Activation(float min, float max) {
        this.min = min;
        this.max = max;
    }

    /** The smallest real value it lets through. */
    public float min() {
        return min;
    }

    /** The largest real value it lets through. */
    public float max() {
        return max;
    }
}
