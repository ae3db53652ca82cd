package dev.halfstep.op;

import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of ops. A new op gets its line here. */
public final class OpTypes {

    /** All ops, by name. */
    public static final List<OpType> ALL = List.of(
            Pool2D.AVERAGE,
            BatchMatMul.TYPE,
            Conv2D.TYPE,
            DepthwiseConv2D.TYPE,
            Dequantize.TYPE,
            FullyConnected.TYPE,
            Pool2D.MAX,
            Quantize.TYPE);

    private static final int CUSTOM = 32;

    private static final Map<Integer, OpType> BY_NUMBER =
            ALL.stream().collect(Collectors.toUnmodifiableMap(OpType::number, Function.identity()));

    private OpTypes() {}

    /** Whether a number stands for an op that is not built into TensorFlow Lite. */
    public static boolean isCustom(int number) {
        return number == CUSTOM;
    }

    /** Whether there is an op of the schema's number. */
    public static boolean has(int number) {
        return BY_NUMBER.containsKey(number);
    }

    /** TensorFlow Lite's name of any of its ops. */
    public static String name(int number) {
        return BuiltinNames.name(number);
    }

    /**
     * The op of the schema's number.
     *
     * @throws Problem if Halfstep does not have it
     */
    public static OpType of(int number) {
        OpType type = BY_NUMBER.get(number);
        if (type == null) {
            throw Problem.of("the op " + BuiltinNames.name(number) + " is not supported");
        }
        return type;
    }
}
