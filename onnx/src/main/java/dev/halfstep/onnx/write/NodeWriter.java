package dev.halfstep.onnx.write;

import dev.halfstep.op.Op;
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
import dev.halfstep.op.move.Mover;
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

/** Writes one node of a network as operators of ONNX: the table of what each op becomes. */
final class NodeWriter {

    private NodeWriter() {}

    /**
     * Writes a node.
     *
     * @throws Problem if ONNX cannot say what it does
     */
    static void write(Op op, NodeScope scope) {
        switch (op) {
            case FullyConnected dense -> new DenseWriter(scope).write(dense);
            case BatchMatMul product -> new DenseWriter(scope).write(product);
            case Conv2D conv -> new FilterWriter(scope).write(conv);
            case Pool2D pool -> new FilterWriter(scope).write(pool);
            case TransposeConv conv -> new FilterWriter(scope).write(conv);
            case Resize resize -> new FilterWriter(scope).write(resize);
            case UnaryFunction function -> new ElementWriter(scope).write(function);
            case Relu relu -> new ElementWriter(scope).write(relu);
            case LeakyRelu relu -> new ElementWriter(scope).write(relu);
            case Gelu gelu -> new ElementWriter(scope).write(gelu);
            case Quantize quantize -> new ElementWriter(scope).write(quantize);
            case Dequantize dequantize -> new ElementWriter(scope).writeDequantize();
            case Cast cast -> new ElementWriter(scope).writeCast();
            case Where where -> new ElementWriter(scope).writeWhere();
            case Arithmetic arithmetic -> new PairWriter(scope).write(arithmetic);
            case BinaryFunction function -> new PairWriter(scope).write(function);
            case Compare compare -> new PairWriter(scope).write(compare);
            case Prelu prelu -> new PairWriter(scope).writePrelu();
            case Select select -> new PairWriter(scope).write(select);
            case Reduce reduce -> new ReduceWriter(scope).write(reduce);
            case ArgExtreme extreme -> new ReduceWriter(scope).write(extreme);
            case Cumsum sum -> new ReduceWriter(scope).write(sum);
            case TopK top -> new ReduceWriter(scope).writeTop();
            case Softmax softmax -> new ReduceWriter(scope).write(softmax);
            case LogSoftmax softmax -> new ReduceWriter(scope).writeLogSoftmax();
            case L2Normalization normalization -> new ReduceWriter(scope).writeNormalization();
            case UnidirectionalSequenceLstm lstm -> new LstmWriter(scope).write(lstm);
            case Mover mover -> move(mover, scope);
            case ShapeOf shape -> new MoveWriter(scope).write(shape);
            case RangeOf range -> new MoveWriter(scope).writeRange();
            default -> throw unknown(op);
        }
    }

    private static void move(Mover op, NodeScope scope) {
        switch (op) {
            case Reshape reshape -> new MoveWriter(scope).write(reshape);
            case Squeeze squeeze -> new MoveWriter(scope).write(squeeze);
            case ExpandDims expand -> new MoveWriter(scope).writeExpandDims();
            case Transpose transpose -> new MoveWriter(scope).writeTranspose();
            case ReverseV2 reverse -> new MoveWriter(scope).writeReverse();
            case Tile tile -> new MoveWriter(scope).writeTile();
            case BroadcastTo broadcast -> new MoveWriter(scope).writeBroadcast();
            case Fill fill -> new MoveWriter(scope).writeFill();
            case Pad pad -> new MoveWriter(scope).write(pad);
            case MirrorPad pad -> new MoveWriter(scope).write(pad);
            case Concatenation join -> new JoinWriter(scope).write(join);
            case Pack pack -> new JoinWriter(scope).write(pack);
            case Unpack unpack -> new JoinWriter(scope).write(unpack);
            case Split split -> new JoinWriter(scope).write(split);
            case Depth depth -> new JoinWriter(scope).write(depth);
            case Batches batches -> new JoinWriter(scope).write(batches);
            case Gather gather -> new IndexWriter(scope).write(gather);
            case GatherNd gather -> new IndexWriter(scope).writeGatherNd();
            case ScatterNd scatter -> new IndexWriter(scope).writeScatterNd();
            case EmbeddingLookup lookup -> new IndexWriter(scope).writeLookup();
            case DynamicUpdateSlice update -> new IndexWriter(scope).writeUpdate();
            case Slice slice -> new IndexWriter(scope).writeSlice();
            case StridedSlice slice -> new IndexWriter(scope).write(slice);
            default -> throw unknown(op);
        }
    }

    private static Problem unknown(Op op) {
        return Problem.model(op.name() + " cannot be said in ONNX");
    }
}
