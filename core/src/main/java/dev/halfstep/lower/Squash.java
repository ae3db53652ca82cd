package dev.halfstep.lower;

/** The function that limits what goes into a cell and out of it. */
public enum Squash {
    NONE,
    RELU,
    RELU_N1_TO_1,
    RELU6,
    TANH;

    /** Its value. */
    public double apply(double x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case RELU_N1_TO_1 -> Math.clamp(x, -1.0, 1.0);
            case RELU6 -> Math.clamp(x, 0.0, 6.0);
            case TANH -> Math.tanh(x);
        };
    }
}
