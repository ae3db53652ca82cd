package dev.halfstep.onnx.write;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.stream.LongStream;

/** What a function of one element makes of each code. */
final class FunctionTable {

    private FunctionTable() {}

    /** The results, from that of the smallest code on. What has none because it is below 0 gets that of 0. */
    static Codes of(Op op, Operands operands) {
        TensorInfo input = operands.input(0);
        DType dtype = input.dtype();
        Quantization q = operands.scale(0);
        boolean isRoot = op == UnaryFunction.SQRT || op == UnaryFunction.RSQRT;
        long least = isRoot ? q.zeroPoint() : dtype.min();
        long[] all = LongStream.rangeClosed(dtype.min(), dtype.max()).map(code -> Math.max(code, least)).toArray();
        Shape shape = Shape.of(all.length);
        var graph = new Graph.Builder();
        int from = graph.add(TensorInfo.codes("x", dtype, shape, q));
        int to = graph.add(TensorInfo.codes("y", operands.output().dtype(), shape, operands.outputScale()));
        graph.inputs(List.of(from)).outputs(List.of(to)).add(new Node(op, List.of(from), List.of(to)));
        return ((Codes) Interpreter.prepare(graph.build()).run(Codes.of(dtype, shape, all, q))).withQuantization(null);
    }
}
