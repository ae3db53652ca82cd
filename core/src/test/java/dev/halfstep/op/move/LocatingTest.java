package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.op.Nodes;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Locating.DynamicUpdateSlice;
import dev.halfstep.op.move.Locating.EmbeddingLookup;
import dev.halfstep.op.move.Locating.GatherNd;
import dev.halfstep.op.move.Locating.ScatterNd;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

class LocatingTest {

    private static final float[] DATA = {1, 2, 3, 4, 5, 6};

    private static TensorInfo rows(int... extents) {
        return plain(DType.INT32, extents);
    }

    @Test
    void rowsOfIndicesLeadToSlices() {
        assertThat(shape(new GatherNd(), real(3, 2), rows(4, 1))).isEqualTo(Shape.of(4, 2));
        assertThat(shape(new GatherNd(), real(3, 2), rows(2))).isEqualTo(Shape.of());
        assertThat(Nodes.run(new GatherNd(), node(real(2, 2), real(3, 2), rows(2, 1)), new float[4], DATA,
                new int[] {2, 0})).containsExactly(5, 6, 1, 2);
        assertThat(Nodes.run(new GatherNd(), node(real(2), real(3, 2), rows(2, 2)), new float[2], DATA,
                new int[] {1, 1, 0, 0})).containsExactly(4, 1);
        assertRefused("indices of shape [2, 3] do not go with an array of shape [3, 2]", new GatherNd(), real(3, 2),
                rows(2, 3));
        assertProblem("the indices [3] lead out of an array whose first axes are [3]",
                () -> Nodes.run(new GatherNd(), node(real(1, 2), real(3, 2), rows(1, 1)), new float[2], DATA,
                        new int[] {3}));
    }

    @Test
    void blocksMayBeginWhereIntegersSay() {
        Operands operands = node(real(2, 1), real(3, 2), rows(2), integers(2, 1));
        assertThat(shape(new Slice(), real(3, 2), rows(2), integers(2, 1))).isEqualTo(Shape.of(2, 1));
        assertThat(Nodes.run(new Slice(), operands, new float[2], DATA, new int[] {1, 1}, new int[] {2, 1}))
                .containsExactly(4, 6);
        assertThat(Nodes.run(new Slice(), operands, new float[2], DATA, new int[] {0, 0}, new int[] {2, 1}))
                .containsExactly(1, 3);
        for (int[] starts : new int[][] {{2, 0}, {0, 2}, {-1, 0}}) {
            assertProblem("does not fit: it may begin at 1 at most", () -> Nodes.run(new Slice(), operands,
                    new float[2], DATA, starts, new int[] {2, 1}));
        }
        assertThat(new Slice().shapeOperands(node(real(2, 1), real(3, 2), rows(2), integers(2, -1))))
                .containsExactly(1, 2);
        assertRefused("there is no block of extents [4, 1] in [3, 2]", new Slice(), real(3, 2), rows(2),
                integers(4, 1));
        assertRefused("cannot begin at indices of shape [3]", new Slice(), real(3, 2), rows(3), integers(2, 1));
    }

    @Test
    void slicesAreAddedUp() {
        Operands operands = node(real(4), rows(3, 1), real(3), integers(4));
        assertThat(shape(new ScatterNd(), rows(3, 1), real(3), integers(4))).isEqualTo(Shape.of(4));
        assertThat(Nodes.run(new ScatterNd(), operands, new float[] {9, 9, 9, 9}, new int[] {1, 3, 1},
                new float[] {1, 2, 4})).containsExactly(0, 5, 0, 2);
        var bytes = plain(DType.INT8, 2);
        assertThat(Nodes.run(new ScatterNd(), node(plain(DType.INT8, 1), rows(2, 1), bytes, integers(1)), new byte[1],
                new int[] {0, 0}, new byte[] {100, 100})).containsExactly(-56);
        var truths = plain(DType.BOOL, 2);
        assertThat(Nodes.run(new ScatterNd(), node(plain(DType.BOOL, 1), rows(2, 1), truths, integers(1)), new byte[1],
                new int[] {0, 0}, new byte[] {1, 1})).containsExactly(1);
        assertRefused("do not go with an array of shape [4]", new ScatterNd(), rows(3, 1), real(2), integers(4));
        assertProblem("has a zero point other than 0", () -> new ScatterNd()
                .check(node(codes(DType.INT8, 3, 4), rows(3, 1), codes(DType.INT8, 3, 3), integers(4))));
    }

    @Test
    void tablesOfCodesBecomeRealValues() {
        var table = TensorInfo.codes("table", DType.INT8, Shape.of(2, 2),
                Quantization.perChannel(new float[] {0.5f, 2}, new long[2], 0));
        assertThat(Nodes.run(new EmbeddingLookup(), node(real(3, 2), rows(3), table), new float[6],
                new int[] {1, 0, 1}, new byte[] {1, -2, 3, -4})).containsExactly(6, -8, 0.5f, -1, 6, -8);
        assertThat(Nodes.run(new EmbeddingLookup(), node(real(1, 2), rows(1), real(3, 2)), new float[2],
                new int[] {2}, DATA)).containsExactly(5, 6);
        assertProblem("zero points of 0",
                () -> new EmbeddingLookup().check(node(real(1, 2), rows(1), codes(DType.INT8, 3, 3, 2))));
        assertProblem("no kernel that gives real values for 'codes' of type uint8",
                () -> new EmbeddingLookup().check(node(real(1, 2), rows(1), codes(DType.UINT8, 0, 3, 2))));
    }

    /** Where it would reach beyond the data, it is moved back. */
    @Test
    void blocksAreReplacedWithinTheData() {
        Operands operands = node(real(2, 3), real(2, 3), real(1, 2), rows(2));
        assertThat(Nodes.run(new DynamicUpdateSlice(), operands, new float[6], DATA, new float[] {8, 9},
                new int[] {1, 0})).containsExactly(1, 2, 3, 8, 9, 6);
        assertThat(Nodes.run(new DynamicUpdateSlice(), operands, new float[6], DATA, new float[] {8, 9},
                new int[] {-5, 7})).containsExactly(1, 8, 9, 4, 5, 6);
        assertRefused("does not fit into data", new DynamicUpdateSlice(), real(2, 3), real(3, 1), rows(2));
    }
}
