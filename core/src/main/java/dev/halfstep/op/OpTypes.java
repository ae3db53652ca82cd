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
            BroadcastTo.TYPE,
            Cast.TYPE,
            Concatenation.TYPE,
            Dequantize.TYPE,
            ExpandDims.TYPE,
            Fill.TYPE,
            FullyConnected.TYPE,
            Gather.TYPE,
            MirrorPad.TYPE,
            Pack.TYPE,
            Pad.TYPE,
            Pad.TYPE_2,
            Quantize.TYPE,
            RangeOf.TYPE,
            Reduce.MAX,
            Reduce.MEAN,
            Reduce.MIN,
            Reduce.PROD,
            Reduce.SUM,
            Reshape.TYPE,
            ReverseV2.TYPE,
            ShapeOf.TYPE,
            Slice.TYPE,
            Split.TYPE,
            SplitV.TYPE,
            Squeeze.TYPE,
            StridedSlice.TYPE,
            Tile.TYPE,
            Transpose.TYPE,
            Unpack.TYPE);

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
