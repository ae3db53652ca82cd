package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.inputs;
import static dev.halfstep.op.Nodes.int8;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Filling.BroadcastTo;
import dev.halfstep.op.move.Filling.Fill;
import dev.halfstep.op.move.Filling.Tile;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.op.move.Joining.Unpack;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Picking.ReverseV2;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.op.move.Reshaping.ExpandDims;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.Squeeze;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shapes of ops that move elements, and what they refuse: operands come from strangers. */
class MoverShapesTest {

    private static final int HUGE = Integer.MAX_VALUE;

    @Test
    void reshapeKeepsTheNumberOfElements() {
        Reshape op = Reshape.toInput();
        assertThat(shape(op, real(2, 6), integers(3, -1))).isEqualTo(Shape.of(3, 4));
        assertThat(shape(op, real(0, 6), integers(-1, 3))).isEqualTo(Shape.of(0, 3));
        assertThat(shape(op, real(1, 1), integers())).isEqualTo(Shape.of());
        assertThat(shape(new Reshape(List.of(4, -1)), real(2, 6))).isEqualTo(Shape.of(4, 3));
        assertThat(shape(new Reshape(List.of(0)), real(1, 1))).isEqualTo(Shape.of());
        assertRefused("[2, 6] cannot become [5, -1]: the numbers of elements differ", op, real(2, 6), integers(5, -1));
        assertRefused("two extents of the shape [-1, -1] are open", op, real(4), integers(-1, -1));
        assertRefused("cannot become", op, real(4), integers(-2, -2));
        assertRefused("cannot become", op, real(0), integers(0, -1));
        assertRefused("cannot become", op, real(1), integers(1 << 16, 1 << 16, 1 << 16, 1 << 16));
        assertRefused("cannot become", op, real(1), integers(-1, 1 << 31));
    }

    @Test
    void axesCountFromEitherEnd() {
        assertThat(shape(new ExpandDims(), real(2, 3), integers(-1))).isEqualTo(Shape.of(2, 3, 1));
        assertRefused("there is no axis 3 among 3", new ExpandDims(), real(2, 3), integers(3));
        assertRefused("must hold one integer, not 2", new ExpandDims(), real(2, 3), integers(0, 1));
        assertThat(shape(new Squeeze(List.of(-1)), real(1, 3, 1))).isEqualTo(Shape.of(1, 3));
        assertRefused("axis 1 of [1, 3, 1] cannot go", new Squeeze(List.of(1)), real(1, 3, 1));
        assertRefused("there is no axis " + Integer.MIN_VALUE, new Squeeze(List.of(Integer.MIN_VALUE)), real(1));
        assertRefused("does not name each axis once", new Transpose(), real(2, 3), integers(1, -1));
        assertRefused("has 1 elements for the 2 axes", new Transpose(), real(2, 3), integers(0));
    }

    @Test
    void piecesFillTheWhole() {
        assertThat(shape(Split.equal(3), integers(1), real(2, 6))).isEqualTo(Shape.of(2, 2));
        assertRefused("does not split into 4 equal pieces", Split.equal(4), integers(1), real(2, 6));
        assertRefused("does not split into 0 equal pieces", Split.equal(0), integers(1), real(2, 6));
        assertThat(Split.sized(3).outputShapes(inputs(real(7), integers(2, -1, 1), integers(0))))
                .containsExactly(Shape.of(2), Shape.of(4), Shape.of(1));
        assertRefused("does not split into 2 pieces of [3, 3]", Split.sized(2), real(7), integers(3, 3), integers(0));
        assertRefused("does not split", Split.sized(2), real(7), integers(HUGE, HUGE), integers(0));
        assertRefused("does not split", Split.sized(2), real(7), integers(-1, -1), integers(0));
        assertRefused("does not split", Split.sized(1), real(7), integers(3, 4), integers(0));
        assertRefused("[2] and [3] cannot be stacked", new Pack(2, 0), real(2), real(3));
        assertRefused("axis 0 of [2] does not unpack into 3", new Unpack(3, 0), real(2));
        assertRefused("[2, 3] and [2, 4] cannot be joined along axis 0", new Concatenation(0), real(2, 3), real(2, 4));
    }

    @Test
    void resultsThatCannotBeHeld() {
        assertRefused("more elements than can be held", new Tile(), real(HUGE / 2, 1), integers(2, HUGE));
        assertRefused("has the extent 4294967292", new Tile(), real(HUGE - 1), integers(2));
        assertRefused("nothing can be repeated -1 times", new Tile(), real(3), integers(-1));
        assertRefused("more elements than can be held", new BroadcastTo(), real(1), integers(HUGE, HUGE));
        assertRefused("[3] cannot become [2]", new BroadcastTo(), real(3), integers(2));
        assertRefused("has the extent -1", new Fill(), integers(-1), real());
        assertRefused("has the extent 2147483648", new Pad(false), real(1), paddings(1, HUGE, 0));
        assertRefused("axis 0 is padded by -1 and 0", new Pad(false), real(1), paddings(1, -1, 0));
        assertRefused("paddings of shape [2, 2]", new Pad(false), real(1), paddings(2, 0, 0, 0, 0));
        assertRefused("mirrored further than it reaches: by 3 and 0", new MirrorPad(false), real(3), paddings(1, 3, 0));
        assertThat(shape(new MirrorPad(true), real(3), paddings(1, 3, 0))).isEqualTo(Shape.of(6));
    }

    private static TensorInfo paddings(int rank, int... values) {
        return TensorInfo.constant("paddings", Codes.int32(Shape.of(rank, 2), values, null));
    }

    @Test
    void blocksLieWithinTheData() {
        assertThat(shape(new Slice(), real(5, 4), integers(1, 4), integers(-1, 0))).isEqualTo(Shape.of(4, 0));
        assertRefused("there is no block at [3] of extents [3] in [5]", new Slice(), real(5), integers(3), integers(3));
        assertRefused("there is no block", new Slice(), real(5), integers(-1), integers(1));
        assertRefused("there is no block", new Slice(), real(5), integers(0), integers(-2));
        assertRefused("there is no block", new Slice(), real(5), integers(6), integers(-1));
    }

    @Test
    void entriesOfStridedSlices() {
        var plain = new StridedSlice(0, 0, 0, 0, 0, false);
        assertThat(shape(plain, real(5, 4), integers(4), integers(HUGE), integers(1 << 31))).isEqualTo(Shape.of(0, 4));
        assertThat(shape(plain, real(5), integers(-1), integers(1 << 31), integers(-2))).isEqualTo(Shape.of(3));
        assertThat(shape(plain, real(5), integers(0), integers(HUGE), integers(HUGE))).isEqualTo(Shape.of(1));
        var rich = new StridedSlice(0, 0, 2, 4, 1, false);
        assertThat(shape(rich, real(5, 6, 7), integers(-1, 9, 9), integers(0, 9, 9), integers(1, 1, 1)))
                .isEqualTo(Shape.of(6, 7, 1));
        assertRefused("a stride is 0", plain, real(5), integers(0), integers(1), integers(0));
        assertRefused("1 begins, 2 ends and 1 strides", plain, real(5), integers(0), integers(1, 1), integers(1));
        assertRefused("2 entries do not go with the shape [5]", plain, real(5), integers(0, 0), integers(1, 1),
                integers(1, 1));
        var index = new StridedSlice(0, 0, 0, 0, 1, false);
        assertRefused("there is no index 5 on an axis of 5", index, real(5), integers(5), integers(6), integers(1));
        assertRefused("an index has the stride -1", index, real(5), integers(0), integers(1), integers(-1));
        int[] many = new int[33];
        assertRefused("33 begins", plain, real(), integers(many), integers(many), integers(many));
        var twice = new StridedSlice(0, 0, 3, 0, 0, false);
        assertRefused("2 entries do not go", twice, real(5), integers(0, 0), integers(0, 0), integers(1, 1));
    }

    @Test
    void indicesHaveTheBatchOfTheData() {
        assertThat(shape(new Gather(1, 0), real(2, 3, 4), integers(0, 1, 2, 0, 1))).isEqualTo(Shape.of(2, 5, 4));
        TensorInfo indices = TensorInfo.constant("i", Codes.int32(Shape.of(2, 5), new int[10], null));
        assertThat(shape(new Gather(-2, -1), real(2, 3, 4), indices)).isEqualTo(Shape.of(2, 5, 4));
        assertRefused("do not have 1 leading axes in common before axis 1", new Gather(1, 1), real(3, 3), indices);
        assertRefused("do not have 1 leading axes in common before axis 0", new Gather(0, 1), real(2, 3), indices);
        assertRefused("do not have " + Integer.MIN_VALUE, new Gather(1, Integer.MIN_VALUE), real(2, 3), indices);
    }

    @Test
    void typesAndScalesStay() {
        assertProblem("of type float32 and 'codes' of type int8 do not go together",
                () -> Reshape.toInput().check(node(int8(1, 2), real(2))));
        assertProblem("must have the same scale and zero point",
                () -> new Concatenation(0).check(node(int8(1, 4), int8(1, 2), int8(2, 2))));
        assertProblem("must have the same scale and zero point",
                () -> new Pack(1, 0).check(node(int8(1, 1, 2), int8(2, 2))));
        assertProblem("it packs 2 tensors, but has 1 inputs", () -> new Pack(2, 0).check(node(real(1), real())));
        assertProblem("it splits into 2 pieces, but has 1 outputs",
                () -> Split.equal(2).check(node(real(1), integers(0), real(2))));
        assertProblem("'integers' must be int32", () -> new StridedSlice(0, 0, 0, 0, 0, false)
                .check(node(real(1), real(1), wide(0), wide(1), wide(1))));
    }

    @Test
    void resultsHaveFewAxes() {
        int[] ones = IntStream.generate(() -> 1).limit(17).toArray();
        assertRefused("its result has 17 axes; up to 16 are supported", new BroadcastTo(), real(), integers(ones));
        assertRefused("its axes have the shape [17]", new Reduce(Reduce.Kind.SUM, false), real(2, 2), integers(ones));
    }

    private static TensorInfo wide(long value) {
        return TensorInfo.constant("integers", Codes.int64(Shape.of(1), new long[] {value}, null));
    }

    @Test
    void paddingIsOneValueOfTheDatasScale() {
        TensorInfo none = paddings(1, 0, 0);
        assertProblem("it pads with one value, not with 2",
                () -> new Pad(true).check(node(real(2), real(2), none, real(2))));
        assertProblem("must have the same scale",
                () -> new Pad(true).check(node(int8(1, 2), int8(1, 2), none, int8(2, 1))));
        var channels = TensorInfo.codes("c", DType.INT8, Shape.of(2),
                Quantization.perChannel(new float[] {1, 2}, new long[2], 0));
        assertProblem("'c' has several scales", () -> new Pad(false).check(node(channels, channels, none)));
    }

    /** What shapes alone do not show. */
    @Test
    void someMixTheSamplesOfABatch() {
        assertThat(new Concatenation(0).mixesSamples(inputs(real(2, 3), real(2, 3)))).isTrue();
        assertThat(new Concatenation(-1).mixesSamples(inputs(real(2, 3), real(2, 3)))).isFalse();
        assertThat(new Transpose().mixesSamples(inputs(real(2, 2), integers(1, 0)))).isTrue();
        assertThat(new Transpose().mixesSamples(inputs(real(2, 2, 2), integers(0, 2, 1)))).isFalse();
        assertThat(new Tile().mixesSamples(inputs(real(2, 2), integers(2, 1)))).isTrue();
        assertThat(new Tile().mixesSamples(inputs(real(2, 2), integers(1, 2)))).isFalse();
        assertThat(new ReverseV2().mixesSamples(inputs(real(2, 2), integers(-2)))).isTrue();
        assertThat(new Gather(0, 0).mixesSamples(inputs(real(2, 2), integers(1, 0)))).isTrue();
        assertThat(new Gather(0, 0).mixesSamples(inputs(integers(1, 2), real(2)))).isFalse();
        assertThat(Split.equal(2).mixesSamples(inputs(integers(0), real(2, 2)))).isTrue();
        var slice = new StridedSlice(1, 1, 0, 0, 0, false);
        assertThat(slice.mixesSamples(inputs(real(2, 2), integers(0), integers(0), integers(-1)))).isTrue();
        assertThat(slice.mixesSamples(inputs(real(2, 2), integers(0, 1), integers(0, 2), integers(1, 1)))).isFalse();
    }
}
