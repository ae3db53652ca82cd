package dev.halfstep.tflite;

import dev.halfstep.op.BuiltinNames;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.conv.TransposeConv;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.Gelu;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Prelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Filling.BroadcastTo;
import dev.halfstep.op.move.Filling.Fill;
import dev.halfstep.op.move.Filling.RangeOf;
import dev.halfstep.op.move.Filling.Tile;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.op.move.Joining.Unpack;
import dev.halfstep.op.move.Locating.DynamicUpdateSlice;
import dev.halfstep.op.move.Locating.EmbeddingLookup;
import dev.halfstep.op.move.Locating.GatherNd;
import dev.halfstep.op.move.Locating.ScatterNd;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Picking.ReverseV2;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.op.move.Reshaping.ExpandDims;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.op.move.Reshaping.Squeeze;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.op.move.Selecting.Where;
import dev.halfstep.op.move.Spacing.Batches;
import dev.halfstep.op.move.Spacing.Depth;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.op.reduce.ArgExtreme;
import dev.halfstep.op.reduce.Cumsum;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.op.reduce.RowOps.L2Normalization;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.op.reduce.TopK;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of ops. A new op gets its line here. */
public final class OpTypes {

    /** All ops, by name. */
    public static final List<OpType> ALL = Stream.of(
            Stream.of(
                    ArgExtreme.MAX,
                    ArgExtreme.MIN,
                    BatchMatMul.TYPE,
                    Batches.TO_BATCH,
                    Batches.TO_SPACE,
                    BroadcastTo.TYPE,
                    Cast.TYPE,
                    Concatenation.TYPE,
                    Conv2D.TYPE,
                    Cumsum.TYPE,
                    Conv2D.DEPTHWISE,
                    Depth.TO_DEPTH,
                    Depth.TO_SPACE,
                    Dequantize.TYPE,
                    DynamicUpdateSlice.TYPE,
                    EmbeddingLookup.TYPE,
                    ExpandDims.TYPE,
                    Fill.TYPE,
                    FullyConnected.TYPE,
                    Gather.TYPE,
                    GatherNd.TYPE,
                    Gelu.TYPE,
                    L2Normalization.TYPE,
                    LeakyRelu.TYPE,
                    LogSoftmax.TYPE,
                    MirrorPad.TYPE,
                    Pack.TYPE,
                    Pad.TYPE,
                    Pad.TYPE_2,
                    Pool2D.AVERAGE,
                    Pool2D.MAX,
                    Prelu.TYPE,
                    Quantize.TYPE,
                    RangeOf.TYPE,
                    Reduce.ALL,
                    Reduce.ANY,
                    Reduce.MAX,
                    Reduce.MEAN,
                    Reduce.MIN,
                    Reduce.PROD,
                    Reduce.SUM,
                    Reshape.TYPE,
                    Resize.BILINEAR,
                    Resize.NEAREST,
                    ReverseV2.TYPE,
                    ScatterNd.TYPE,
                    Select.TYPE,
                    Select.TYPE_2,
                    ShapeOf.TYPE,
                    Slice.TYPE,
                    Softmax.TYPE,
                    Split.TYPE,
                    Split.TYPE_V,
                    Squeeze.TYPE,
                    StridedSlice.TYPE,
                    Tile.TYPE,
                    TopK.TYPE,
                    Transpose.TYPE,
                    TransposeConv.TYPE,
                    UnidirectionalSequenceLstm.TYPE,
                    Unpack.TYPE,
                    Where.TYPE),
            Arrays.stream(Arithmetic.Kind.values()).map(Arithmetic.Kind::type),
            Arrays.stream(BinaryFunction.values()).map(Op::type),
            Arrays.stream(Compare.values()).map(Op::type),
            Arrays.stream(Relu.values()).map(Op::type),
            Arrays.stream(UnaryFunction.values()).map(Op::type))
            .flatMap(Function.identity()).sorted(Comparator.comparing(OpType::name)).toList();

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
            throw Problem.model("the op " + BuiltinNames.name(number) + " is not supported");
        }
        return type;
    }
}
