package dev.halfstep.tflite;

import dev.halfstep.op.BuiltinNames;
import dev.halfstep.op.OpType;
import dev.halfstep.op.coding.Cast;
import dev.halfstep.op.coding.Dequantize;
import dev.halfstep.op.coding.Quantize;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.DepthwiseConv2D;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Abs;
import dev.halfstep.op.elementwise.Add;
import dev.halfstep.op.elementwise.Div;
import dev.halfstep.op.elementwise.Elu;
import dev.halfstep.op.elementwise.Exp;
import dev.halfstep.op.elementwise.Extremum;
import dev.halfstep.op.elementwise.FloatFunction;
import dev.halfstep.op.elementwise.FloorDiv;
import dev.halfstep.op.elementwise.FloorMod;
import dev.halfstep.op.elementwise.Gelu;
import dev.halfstep.op.elementwise.HardSwish;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Log;
import dev.halfstep.op.elementwise.Logistic;
import dev.halfstep.op.elementwise.Mul;
import dev.halfstep.op.elementwise.Neg;
import dev.halfstep.op.elementwise.Pow;
import dev.halfstep.op.elementwise.Prelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.Rsqrt;
import dev.halfstep.op.elementwise.Sign;
import dev.halfstep.op.elementwise.Sqrt;
import dev.halfstep.op.elementwise.SquaredDifference;
import dev.halfstep.op.elementwise.Sub;
import dev.halfstep.op.elementwise.Tanh;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.op.move.BroadcastTo;
import dev.halfstep.op.move.Concatenation;
import dev.halfstep.op.move.ExpandDims;
import dev.halfstep.op.move.Fill;
import dev.halfstep.op.move.Gather;
import dev.halfstep.op.move.MirrorPad;
import dev.halfstep.op.move.Pack;
import dev.halfstep.op.move.Pad;
import dev.halfstep.op.move.RangeOf;
import dev.halfstep.op.move.Reshape;
import dev.halfstep.op.move.ReverseV2;
import dev.halfstep.op.move.ShapeOf;
import dev.halfstep.op.move.Slice;
import dev.halfstep.op.move.Split;
import dev.halfstep.op.move.Squeeze;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.op.move.Tile;
import dev.halfstep.op.move.Transpose;
import dev.halfstep.op.move.Unpack;
import dev.halfstep.op.reduce.Cumsum;
import dev.halfstep.op.reduce.L2Normalization;
import dev.halfstep.op.reduce.LogSoftmax;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.op.reduce.Softmax;
import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of ops. A new op gets its line here. */
public final class OpTypes {

    /** All ops, by name. */
    public static final List<OpType> ALL = List.of(
            Abs.TYPE,
            Add.TYPE,
            BatchMatMul.TYPE,
            BroadcastTo.TYPE,
            Cast.TYPE,
            Concatenation.TYPE,
            Conv2D.TYPE,
            Cumsum.TYPE,
            DepthwiseConv2D.TYPE,
            Dequantize.TYPE,
            Div.TYPE,
            Elu.TYPE,
            Exp.TYPE,
            ExpandDims.TYPE,
            Extremum.MAXIMUM.type(),
            Extremum.MINIMUM.type(),
            Fill.TYPE,
            FloatFunction.CEIL.type(),
            FloatFunction.COS.type(),
            FloatFunction.FLOOR.type(),
            FloatFunction.ROUND.type(),
            FloatFunction.SIN.type(),
            FloatFunction.SQUARE.type(),
            FloorDiv.TYPE,
            FloorMod.TYPE,
            FullyConnected.TYPE,
            Gather.TYPE,
            Gelu.TYPE,
            HardSwish.TYPE,
            L2Normalization.TYPE,
            LeakyRelu.TYPE,
            Log.TYPE,
            Logistic.TYPE,
            LogSoftmax.TYPE,
            MirrorPad.TYPE,
            Mul.TYPE,
            Neg.TYPE,
            Pack.TYPE,
            Pad.TYPE,
            Pad.TYPE_2,
            Pool2D.AVERAGE,
            Pool2D.MAX,
            Pow.TYPE,
            Prelu.TYPE,
            Quantize.TYPE,
            RangeOf.TYPE,
            Reduce.MAX,
            Reduce.MEAN,
            Reduce.MIN,
            Reduce.PROD,
            Reduce.SUM,
            Relu.RELU.type(),
            Relu.RELU6.type(),
            Relu.RELU_0_TO_1.type(),
            Relu.RELU_N1_TO_1.type(),
            Reshape.TYPE,
            ReverseV2.TYPE,
            Rsqrt.TYPE,
            ShapeOf.TYPE,
            Sign.TYPE,
            Slice.TYPE,
            Softmax.TYPE,
            Split.TYPE,
            Split.TYPE_V,
            Sqrt.TYPE,
            SquaredDifference.TYPE,
            Squeeze.TYPE,
            StridedSlice.TYPE,
            Sub.TYPE,
            Tanh.TYPE,
            Tile.TYPE,
            Transpose.TYPE,
            UnidirectionalSequenceLstm.TYPE,
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
