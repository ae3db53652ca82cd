package dev.halfstep.op;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;

/** An activation that is fused into the op before it. */
public enum Activation {
    NONE(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
    RELU(0, Float.POSITIVE_INFINITY),
    RELU_N1_TO_1(-1, 1),
    RELU6(0, 6);

    /** The schema's names, by number. */
    private static final List<String> NAMES = List.of("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT");

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

    /** The smallest code it lets through. */
    public int min(Quantization quantization, DType dtype) {
        return (int) (Float.isInfinite(min) ? dtype.min() : quantization.quantize(min, dtype));
    }

    /** The largest code it lets through. */
    public int max(Quantization quantization, DType dtype) {
        return (int) (Float.isInfinite(max) ? dtype.max() : quantization.quantize(max, dtype));
    }

    /** The schema's number. */
    public int number() {
        return NAMES.indexOf(name());
    }

    /**
     * The activation of the schema's number.
     *
     * @throws Problem if there is no kernel for it
     */
    public static Activation of(int number) {
        String name = number >= 0 && number < NAMES.size() ? NAMES.get(number) : "number " + number;
        for (Activation activation : values()) {
            if (activation.name().equals(name)) {
                return activation;
            }
        }
        throw Problem.of("the fused activation " + name + " is not supported");
    }
}
