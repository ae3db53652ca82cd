package dev.halfstep.op.conv;

import static dev.halfstep.op.conv.Filter.BIAS;
import static dev.halfstep.op.conv.Filter.DATA;
import static dev.halfstep.op.conv.Filter.WEIGHTS;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.lower.Convolution;
import dev.halfstep.lower.Convolution.Place;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.RowCoding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.function.Supplier;

/** Convolutions made ready to run, by the types of their tensors. */
final class FilterSteps {

    private static final int LARGEST_16 = 1 << 15;

    private final Filter op;
    private final Operands operands;
    private final Buffers buffers;
    private final Convolution way;
    private final int outputs;

    FilterSteps(Filter op, Operands operands, Buffers buffers) {
        this.op = op;
        this.operands = operands;
        this.buffers = buffers;
        way = way(op, operands);
        outputs = way.outputs();
    }

    /**
     * The way of the filter.
     *
     * @throws Problem if the shapes do not go together
     */
    static Convolution way(Filter op, Operands operands) {
        Shape data = operands.shape(DATA);
        Shape weights = operands.shape(WEIGHTS);
        require(data.rank() == 4 && weights.rank() == 4, () -> "data of shape " + data + " and weights of shape "
                + weights + " must have four axes each");
        int outputs = weights.extent(op.outputAxis());
        require(data.extent(3) > 0 && outputs > 0,
                () -> "data of shape " + data + " and weights of shape " + weights + " have an axis without extent");
        int groups = op.groups(data, weights);
        if (operands.has(BIAS)) {
            Shape bias = operands.shape(BIAS);
            require(bias.rank() == 1 && bias.extent(0) == outputs,
                    () -> "a bias of shape " + bias + " does not go with " + outputs + " outputs");
        }
        return new Convolution(data.extent(0),
                op.padding().axis(data.extent(1), weights.extent(1), op.strideHeight(), op.dilationHeight()),
                op.padding().axis(data.extent(2), weights.extent(2), op.strideWidth(), op.dilationWidth()),
                data.extent(3),
                outputs, groups);
    }

    Step step() {
        return switch (operands.dtype(DATA)) {
            case FLOAT32 -> operands.dtype(WEIGHTS) == DType.FLOAT32 ? floating() : hybrid();
            case INT8, UINT8 -> codes();
            case INT16 -> operands.has(BIAS) && operands.dtype(BIAS) == DType.INT32 ? wide32() : wide64();
            case INT4, INT32, INT64, FLOAT16 -> throw new AssertionError(operands.dtype(DATA));
        };
    }

    private Step floating() {
        float[] weights = buffers.floatsIn(WEIGHTS);
        if (isFixed()) {
            float[] arranged = buffers.once(() -> {
                var room = new float[weights.length];
                arrange((from, to) -> room[to] = weights[from]);
                return room;
            });
            Supplier<Place> place =
                    buffers.kernels().convolution(layer(arranged), buffers.floatsIn(DATA), buffers.floatsOut());
            return () -> way.slide(place.get());
        }
        var arranged = new float[weights.length];
        Place place = FloatConvolution.bound(layer(arranged), buffers.floatsIn(DATA), buffers.floatsOut());
        return () -> {
            arrange((from, to) -> arranged[to] = weights[from]);
            way.slide(place);
        };
    }

    private FloatConvolution layer(float[] arranged) {
        return new FloatConvolution(way, arranged, floatBias(), op.activation().min(), op.activation().max(),
                new float[outputs]);
    }

    /** Weights that another node computes are not known yet, and may change from run to run. */
    private boolean isFixed() {
        return operands.knows(WEIGHTS);
    }

    /** Brings the weights into the kernel's order, in which those of a depthwise convolution are. */
    private void arrange(Convolution.Move move) {
        if (op instanceof Conv2D) {
            way.arrange(move);
            return;
        }
        int length = operands.shape(WEIGHTS).elements();
        for (int i = 0; i < length; i++) {
            move.move(i, i);
        }
    }

    private float[] floatBias() {
        return operands.has(BIAS) ? buffers.floatsIn(BIAS) : new float[outputs];
    }

    private int[] intBias() {
        return operands.has(BIAS) ? buffers.intsIn(BIAS) : new int[outputs];
    }

    private Step codes() {
        boolean unsigned = operands.dtype(DATA) == DType.UINT8;
        byte[] in = buffers.bytesIn(DATA);
        int zeroPoint = (int) operands.scale(DATA).zeroPoint();
        int[] bias = intBias();
        byte[] out = buffers.bytesOut();
        Requantizer requantizer = requantizer(FixedPoint.MAX_SHIFT);
        if (isFixed() && operands.isFixed(BIAS)) {
            CodeConvolution.Binder binder = buffers.once(() -> buffers.kernels()
                    .convolution(new CodeConvolution(arranged(), unsigned, zeroPoint, bias, requantizer)));
            Supplier<Place> place = binder.bound(in, out);
            return () -> way.slide(place.get());
        }
        var centred = new short[in.length];
        return integer(() -> IntegerConvolution.centre(in, unsigned, zeroPoint, centred), centred,
                CodeConvolution.LARGEST, CodeConvolution.taker(bias, requantizer, out));
    }

    /**
     * A layer of integers with 32-bit sums.
     *
     * @param before what is to be done before each run
     * @param in codes less their zero point
     * @param largest the largest magnitude that they have
     */
    private Step integer(Step before, short[] in, int largest, IntegerConvolution.Sums32 taker) {
        if (isFixed()) {
            IntegerConvolution.Binder binder =
                    buffers.once(() -> buffers.kernels().convolution(arranged(), largest));
            Supplier<Place> place = binder.bound(in, taker);
            return () -> {
                before.run();
                way.slide(place.get());
            };
        }
        IntegerConvolution layer = new IntegerConvolution(way, new short[buffers.bytesIn(WEIGHTS).length]);
        return arranging(before, layer, IntegerConvolution.bound(layer, in, new int[outputs], taker));
    }

    private IntegerConvolution arranged() {
        var layer = new IntegerConvolution(way, new short[buffers.bytesIn(WEIGHTS).length]);
        arrangeCentred(layer.weights());
        return layer;
    }

    private Step arranging(Step before, IntegerConvolution layer, Place place) {
        return () -> {
            arrangeCentred(layer.weights());
            before.run();
            way.slide(place);
        };
    }

    private void arrangeCentred(short[] arranged) {
        byte[] weights = buffers.bytesIn(WEIGHTS);
        boolean unsigned = operands.dtype(WEIGHTS) == DType.UINT8;
        int mask = unsigned ? 0xff : -1;
        int zeroPoint = unsigned ? (int) operands.scale(WEIGHTS).zeroPoint() : 0;
        arrange((from, to) -> arranged[to] = (short) ((weights[from] & mask) - zeroPoint));
    }

    private Step wide32() {
        short[] in = buffers.shortsIn(DATA);
        int[] bias = intBias();
        short[] out = buffers.shortsOut();
        Requantizer requantizer = requantizer(FixedPoint.MAX_SHIFT);
        IntegerConvolution.Sums32 taker = (batch, s, at) -> {
            for (int o = 0; o < s.length; o++) {
                out[at + o] = (short) requantizer.code(s[o] + bias[o], o);
            }
        };
        return integer(() -> {}, in, LARGEST_16, taker);
    }

    private Step wide64() {
        short[] in = buffers.shortsIn(DATA);
        var sums = new long[outputs];
        long[] bias = operands.has(BIAS) ? buffers.longsIn(BIAS) : new long[outputs];
        short[] out = buffers.shortsOut();
        Requantizer requantizer = requantizer(Requantizer.MAX_SHIFT_64);
        IntegerConvolution.Sums64 taker = (batch, s, at) -> {
            for (int o = 0; o < s.length; o++) {
                out[at + o] = (short) requantizer.code(s[o] + bias[o], o);
            }
        };
        if (isFixed()) {
            IntegerConvolution layer = buffers.once(this::arranged);
            Place place = IntegerConvolution.bound(layer, in, sums, taker);
            return () -> way.slide(place);
        }
        IntegerConvolution layer = arranged();
        return arranging(() -> {}, layer, IntegerConvolution.bound(layer, in, sums, taker));
    }

    private Requantizer requantizer(int maxShift) {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        Requantizer requantizer = Requantizer.of(scales(), (int) output.zeroPoint(),
                op.activation().min(output, type), op.activation().max(output, type));
        require(requantizer.maxShift() <= maxShift,
                () -> "the scales of its tensors are too far apart: rescaling by more than 2^" + maxShift);
        return requantizer;
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        float input = operands.scale(DATA).scale();
        double output = operands.outputScale().scale();
        Quantization q = operands.scale(WEIGHTS);
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            float weight = q.scale(q.channels() == 1 ? 0 : o);
            // The kernel for uint8 is older: it multiplies the two scales in single precision.
            double product = operands.dtype(DATA) == DType.UINT8 ? input * weight : (double) input * weight;
            scales[o] = product / output;
        }
        return scales;
    }

    /** Each sample is coded on the fly with a scale of its own: with a zero point if each output has a scale of its own. */
    private Step hybrid() {
        Quantization q = operands.scale(WEIGHTS);
        boolean asymmetric = op instanceof DepthwiseConv2D || Conv2D.hasOwnScales(q);
        float[] in = buffers.floatsIn(DATA);
        int size = way.rows().in() * way.columns().in() * way.inputs();
        var codes = new byte[size];
        var centred = new short[in.length];
        var scales = new float[way.batches()];
        IntegerConvolution.Sums32 taker = scaling(q, scales);
        return integer(() -> {
            for (int batch = 0; batch < scales.length; batch++) {
                RowCoding coding = RowCoding.code(asymmetric, in, batch * size, size, codes);
                scales[batch] = coding.scale();
                for (int i = 0; i < size; i++) {
                    centred[batch * size + i] = (short) (codes[i] - coding.zeroPoint());
                }
            }
        }, centred, CodeConvolution.LARGEST, taker);
    }

    private IntegerConvolution.Sums32 scaling(Quantization q, float[] scales) {
        float[] bias = floatBias();
        float[] out = buffers.floatsOut();
        float min = op.activation().min();
        float max = op.activation().max();
        return (batch, s, at) -> {
            for (int o = 0; o < s.length; o++) {
                float scale = q.scale(q.channels() == 1 ? 0 : o) * scales[batch];
                out[at + o] = Math.clamp(s[o] * scale + bias[o], min, max);
            }
        };
    }
}
