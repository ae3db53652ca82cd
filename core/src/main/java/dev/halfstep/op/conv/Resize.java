package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Resampled;
import dev.halfstep.lower.LoweredResize.FixedAxis;
import dev.halfstep.lower.LoweredResize.Images;
import dev.halfstep.lower.LoweredResize.RealAxis;
import dev.halfstep.lower.LoweredResize.Reals;
import dev.halfstep.lower.LoweredResize.SignedCodes;
import dev.halfstep.lower.LoweredResize.UnsignedCodes;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * Images of other extents: RESIZE_BILINEAR, each element between four of the data's, and RESIZE_NEAREST_NEIGHBOR, each one of the
 * data's. Inputs: the data {@code [batch, row, column, channel]}; the new number of rows and of columns, int32. Codes keep their scale.
 *
 * @param bilinear whether it is the former
 * @param alignCorners whether the elements in the corners stay there
 * @param halfPixelCenters whether elements are taken for squares, whose middles are what lies somewhere
 */
public record Resize(boolean bilinear, boolean alignCorners, boolean halfPixelCenters) implements Op {

    public static final OpType BILINEAR =
            type("RESIZE_BILINEAR", 15, true).since("1.7.0", FLOAT32, UINT8).since("1.14.0", INT8).since("2.2.0")
                    .since("2.5.0", INT16);
    public static final OpType NEAREST = type("RESIZE_NEAREST_NEIGHBOR", 74, false)
            .since("1.13.1", FLOAT32, UINT8).since("1.14.0", INT8).since("2.3.0").since("2.4.0", INT16);

    private static final int SIZE = 1;
    /** Behind two fields that are not used any more. */
    private static final int BILINEAR_FIELD = 2;

    /** How an axis is resized. */
    private record Axis(Resize op, int from, int to) {

        boolean isAligned() {
            return op.alignCorners && to > 1;
        }

        /** How many indices of the data there are to one of the output. */
        float scale() {
            return isAligned() ? (from - 1) / (float) (to - 1) : from / (float) to;
        }

        int inside(long index) {
            return Math.clamp(index, 0, from - 1);
        }

        RealAxis real() {
            var axis = new RealAxis(new int[to], new int[to], new float[to]);
            float scale = scale();
            for (int o = 0; o < to; o++) {
                float at = op.halfPixelCenters ? (o + 0.5f) * scale - 0.5f : o * scale;
                axis.lower()[o] = inside((long) Math.floor(at));
                axis.upper()[o] = inside((long) Math.ceil(at));
                axis.beyond()[o] = at - axis.lower()[o];
            }
            return axis;
        }

        FixedAxis fixed() {
            var axis = new FixedAxis(new int[to], new int[to], new int[to]);
            int left = isAligned() ? from - 1 : from;
            int steps = isAligned() ? to - 1 : to;
            long scale = ((long) FixedAxis.ONE * left + steps / 2) / steps;
            for (int o = 0; o < to; o++) {
                long at = op.halfPixelCenters ? o * scale + scale / 2 - FixedAxis.ONE / 2 : o * scale;
                axis.lower()[o] = inside(at / FixedAxis.ONE);
                axis.upper()[o] = inside((at + FixedAxis.ONE - 1) / FixedAxis.ONE);
                axis.beyond()[o] = (int) (at - (long) FixedAxis.ONE * axis.lower()[o]);
            }
            return axis;
        }

        int[] nearest() {
            var indices = new int[to];
            float scale = scale();
            float offset = op.halfPixelCenters ? 0.5f : 0;
            for (int o = 0; o < to; o++) {
                float at = (o + offset) * scale;
                indices[o] = inside(op.alignCorners ? Quantization.roundHalfAway(at) : (long) Math.floor(at));
            }
            return indices;
        }
    }

    public Resize {
        if (bilinear && alignCorners && halfPixelCenters) {
            throw Problem.of("corners cannot stay where they are if the middles of elements count");
        }
    }

    private static OpType type(String name, int optionsType, boolean bilinear) {
        int field = bilinear ? BILINEAR_FIELD : 0;
        return OpType
                .of(name, optionsType, options -> new Resize(bilinear, options.bool(field), options.bool(field + 1)))
                .inputs(2).shapedBy(SIZE)
                .quantized(bilinear ? QuantizationRule.averaged(INT8, INT16) : QuantizationRule.shared(INT8, INT16));
    }

    @Override
    public OpType type() {
        return bilinear ? BILINEAR : NEAREST;
    }

    @Override
    public Options options(Operands operands) {
        int field = bilinear ? BILINEAR_FIELD : 0;
        return Options.NONE.bool(field, alignCorners).bool(field + 1, halfPixelCenters);
    }

    @Override
    public int version(Operands operands) {
        boolean isNewer = halfPixelCenters || (alignCorners && !bilinear);
        return Math.max(isNewer ? 3 : 1, Op.super.version(operands));
    }

    @Override
    public void check(Operands operands) {
        Operands.requireSameType(operands.input(0), operands.output());
        Operands.requireSameScale(operands.input(0), operands.output());
        require(operands.dtype(SIZE) == INT32,
                () -> Quoted.of(operands.input(SIZE).name()) + " must be int32, not " + operands.dtype(SIZE).label());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        require(data.rank() == 4, () -> "data of shape " + data + " must have four axes");
        require(operands.shape(SIZE).equals(Shape.of(2)),
                () -> "the new extents have the shape " + operands.shape(SIZE) + ", not [2]");
        long[] size = operands.integers(SIZE);
        require(size[0] > 0 && size[1] > 0 && data.extent(1) > 0 && data.extent(2) > 0,
                () -> "data of shape " + data + " cannot get " + size[0] + " rows and " + size[1] + " columns");
        return List.of(Extents.shape(data.extent(0), size[0], size[1], data.extent(3)));
    }

    /** The indices of each row and column. */
    @Override
    public long preparedBytes(Operands operands) {
        Shape output = operands.output().shape();
        return output.rank() == 4 ? 12L * ((long) output.extent(1) + output.extent(2)) : 0;
    }

    @Override
    public Lowered lower(Operands operands) {
        Shape output = operands.output().shape();
        if (output.elements() == 0) {
            // Images without channels may have any number of rows.
            return LoweredMove.nothing();
        }
        Shape data = operands.shape(0);
        var images = new Images(data.extent(0), data.extent(1), data.extent(2), data.extent(3));
        var rows = new Axis(this, data.extent(1), output.extent(1));
        var columns = new Axis(this, data.extent(2), output.extent(2));
        if (!bilinear) {
            return new Resampled(images, rows.nearest(), columns.nearest());
        }
        DType dtype = operands.dtype(0);
        return dtype == FLOAT32 ? new Reals(images, rows.real(), columns.real())
                : dtype == UINT8 ? new UnsignedCodes(images, rows.real(), columns.real())
                        : new SignedCodes(dtype, images, rows.fixed(), columns.fixed());
    }
}
