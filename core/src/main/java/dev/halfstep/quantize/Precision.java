package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The precisions that a model file can have. */
public enum Precision {
    /** Everything in float32. */
    FLOAT32(List.of(DType.FLOAT32)),
    /** Constants in half precision, computed in float32. */
    FLOAT16(List.of(DType.FLOAT32)),
    /** Large weights as int8; activations are coded on the fly. */
    DYNAMIC_RANGE(List.of(DType.FLOAT32)),
    /** Integer inside where there is an integer form, float in between and, unless asked otherwise, at the edges. */
    INT8(List.of(DType.FLOAT32, DType.INT8, DType.UINT8)),
    /** Integer throughout, uint8 codes at the edges. */
    FULL_UINT8(List.of(DType.UINT8, DType.INT8, DType.FLOAT32)),
    /** Integer throughout, int8 codes at the edges. */
    FULL_INT8(List.of(DType.INT8, DType.UINT8, DType.FLOAT32)),
    /** The same with int16 activations and int8 weights. */
    INT16X8(List.of(DType.FLOAT32, DType.INT16));

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<DType> edges;

    Precision(List<DType> edges) {
        this.edges = edges;
    }

    /** The name of the precision on the command line and of its file in a study: {@code full-uint8}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The precision of a name.
     *
     * @throws Problem if there is none
     */
    public static Precision of(String label) {
        return Arrays.stream(values()).filter(p -> p.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.option("there is no precision '" + label + "'").remedy("Choose one of "
                        + Arrays.stream(values()).map(Precision::label).collect(Collectors.joining(", ")) + "."));
    }

    /** The precision that a model has, by the types of its tensors; a full one holds no real values but constants. */
    public static Precision of(Graph model) {
        boolean givesFloat = !model.outputTensors().getFirst().dtype().isInteger();
        boolean takesFloat = !model.inputTensors().getFirst().dtype().isInteger();
        if (computes(model, DType.INT16)) {
            return INT16X8;
        }
        if (computes(model, DType.INT8) || computes(model, DType.UINT8)) {
            return (takesFloat && givesFloat) || hasFloatBetween(model) ? INT8
                    : model.inputTensors().getFirst().dtype() == DType.UINT8 ? FULL_UINT8 : FULL_INT8;
        }
        return holds(model, DType.INT8) ? DYNAMIC_RANGE : holds(model, DType.FLOAT16) ? FLOAT16 : FLOAT32;
    }

    private static boolean hasFloatBetween(Graph model) {
        Set<Integer> ends = new HashSet<>(model.inputs());
        ends.addAll(model.outputs());
        return IntStream.range(0, model.tensors().size()).filter(t -> !ends.contains(t)).mapToObj(model::tensor)
                .anyMatch(tensor -> !tensor.isConstant() && tensor.dtype() == DType.FLOAT32);
    }

    private static boolean computes(Graph model, DType type) {
        return model.tensors().stream().anyMatch(tensor -> !tensor.isConstant() && tensor.dtype() == type);
    }

    private static boolean holds(Graph model, DType type) {
        return model.tensors().stream().anyMatch(tensor -> tensor.isConstant() && tensor.dtype() == type);
    }

    /** The types that a model of this precision may have at its edges, the usual one first. */
    public List<DType> edges() {
        return edges;
    }

    /** Whether no part of a model may compute with real values between integer inputs and outputs. */
    boolean isFull() {
        return this == FULL_UINT8 || this == FULL_INT8;
    }

    /** Whether activations become codes, which takes calibration. */
    public boolean needsCalibration() {
        return switch (this) {
            case FLOAT32, FLOAT16, DYNAMIC_RANGE -> false;
            case INT8, FULL_UINT8, FULL_INT8, INT16X8 -> true;
        };
    }

    /** The type of the activations' codes. */
    DType activations() {
        return switch (this) {
            case FLOAT32, FLOAT16, DYNAMIC_RANGE -> DType.FLOAT32;
            case INT8, FULL_UINT8, FULL_INT8 -> DType.INT8;
            case INT16X8 -> DType.INT16;
        };
    }
}
