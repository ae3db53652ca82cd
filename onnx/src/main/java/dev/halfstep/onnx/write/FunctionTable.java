package dev.halfstep.onnx.write;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a function of one element makes of each code.
 *
 * @param codes the results, from that of the smallest code on; what has none because it is below 0 has that of 0
 * @param isRounding whether they are what real arithmetic gives between DequantizeLinear and QuantizeLinear
 */
record FunctionTable(Codes codes, boolean isRounding) {

    /** The table of an op on these tensors. */
    static FunctionTable of(Op op, Operands operands) {
        DType dtype = operands.dtype(0);
        Quantization q = operands.scale(0);
        boolean isRoot = op == UnaryFunction.SQRT || op == UnaryFunction.RSQRT;
        long least = isRoot ? q.zeroPoint() : dtype.min();
        long[] all = LongStream.rangeClosed(dtype.min(), dtype.max()).map(code -> Math.max(code, least)).toArray();
        Codes in = Codes.of(dtype, Shape.of(all.length), all, q);
        Codes exact = (Codes) run(op, TensorInfo.codes("x", dtype, in.shape(), q),
                TensorInfo.codes("y", operands.output().dtype(), in.shape(), operands.outputScale()), in);
        return new FunctionTable(exact.withQuantization(null), dtype.isByteCode() && isRounding(op, in, exact));
    }

    private static boolean isRounding(Op op, Codes in, Codes exact) {
        Tensor real = in.dequantize();
        Quantization q = exact.quantization().orElseThrow();
        // Codes to other codes: what they stand for stays.
        Tensor result = op instanceof Quantize ? real
                : (Tensor) run(op, TensorInfo.real("x", in.shape()), TensorInfo.real("y", in.shape()), real);
        for (int i = 0; i < exact.shape().elements(); i++) {
            double nearest = Math.rint(result.values()[i] / q.scale()) + q.zeroPoint();
            if (exact.rawCode(i) != Math.clamp(nearest, (double) exact.dtype().min(), (double) exact.dtype().max())) {
                return false;
            }
        }
        return true;
    }

    private static Value run(Op op, TensorInfo input, TensorInfo output, Value in) {
        var graph = new Graph.Builder();
        int from = graph.add(input);
        int to = graph.add(output);
        graph.inputs(List.of(from)).outputs(List.of(to)).add(new Node(op, List.of(from), List.of(to)));
        return Interpreter.prepare(graph.build()).run(in);
    }
}
