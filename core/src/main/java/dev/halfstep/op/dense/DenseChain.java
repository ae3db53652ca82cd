package dev.halfstep.op.dense;

import static dev.halfstep.op.dense.FullyConnected.DATA;
import static dev.halfstep.op.dense.FullyConnected.WEIGHTS;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.coding.Quantize;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Int8Dense;
import dev.halfstep.kernel.Kernel;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes one behind the other that run as one step: dense layers of int8 codes, with a QUANTIZE between 8-bit codes before and behind
 * them where there is one. What passes between them is never written anywhere.
 */
public final class DenseChain {

    private DenseChain() {}

    /** A node of a chain. */
    public record Link(Op op, Operands operands) {

        /** Whether the node can stand at the beginning or the end of a chain: it changes what 8-bit codes stand for. */
        public boolean recodes() {
            return op instanceof Quantize && isByte(operands.dtype(0)) && isByte(operands.output().dtype())
                    && operands.scale(0).channels() == 1 && operands.outputScale().channels() == 1;
        }

        /** Whether the node is a dense layer of int8 codes whose weights are known. */
        public boolean isLayer() {
            return op instanceof FullyConnected && operands.dtype(DATA) == DType.INT8
                    && !DenseSteps.hasZeroPoint(operands) && DenseSteps.isFixed(operands);
        }

        /** Whether the next node takes the rows of this one as they are. */
        public boolean leadsTo(Link next) {
            if (isLayer() && next.isLayer()) {
                return outputs() == next.operands.shape(WEIGHTS).extent(1);
            }
            return (recodes() && next.isLayer() && operands.output().dtype() == DType.INT8)
                    || (isLayer() && next.recodes());
        }

        private int outputs() {
            return operands.shape(WEIGHTS).extent(0);
        }

        private static boolean isByte(DType type) {
            return type == DType.INT8 || type == DType.UINT8;
        }
    }

    /**
     * Makes a chain ready to run.
     *
     * @param links each {@linkplain Link#leadsTo leads to} the next; at least one is a layer
     * @param constants the arrays of each link's inputs; only those of constants are read
     * @param buffers the chain's own input and output, with the preparation of the chain
     */
    public static Step prepare(List<Link> links, List<Object[]> constants, Buffers buffers) {
        Kernel<byte[], byte[]> kernel =
                buffers.once(() -> buffers.kernels().dense(chain(links, constants, buffers)));
        Operands first = links.getFirst().operands;
        int elements = first.shape(0).elements();
        int inputs = links.stream().filter(Link::isLayer).findFirst().orElseThrow().operands.shape(WEIGHTS).extent(1);
        Runnable run = kernel.bound(buffers.bytesIn(0), elements / inputs, buffers.bytesOut());
        return run::run;
    }

    private static CodeChain chain(List<Link> links, List<Object[]> constants, Buffers buffers) {
        var layers = new ArrayList<Int8Dense>();
        byte[] entry = CodeChain.same();
        byte[] exit = CodeChain.same();
        for (int l = 0; l < links.size(); l++) {
            Link link = links.get(l);
            if (link.op instanceof FullyConnected dense) {
                var own = new Buffers(constants.get(l), new Object[] {buffers.out(0)});
                layers.add(new DenseSteps(dense, link.operands, own).int8Layer());
            } else if (l == 0) {
                entry = table(link);
            } else {
                exit = table(link);
            }
        }
        return new CodeChain(entry, layers, exit);
    }

    /** What becomes of each code, by its byte. */
    private static byte[] table(Link link) {
        byte[] codes = CodeChain.same();
        var table = new byte[CodeChain.CODES];
        Shape all = Shape.of(CodeChain.CODES);
        var operands = new Operands(List.of(link.operands.input(0).withShape(all)),
                List.of(link.operands.output().withShape(all)));
        link.op.prepare(operands, new Buffers(new Object[] {codes}, new Object[] {table})).run();
        return table;
    }
}
