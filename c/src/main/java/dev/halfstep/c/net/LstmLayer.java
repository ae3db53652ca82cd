package dev.halfstep.c.net;

import dev.halfstep.c.text.Functions;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.Int8Lstm.Gate;
import dev.halfstep.lower.Int8Lstm.Int8Normalization;
import dev.halfstep.lower.Int8Lstm.Peephole;
import dev.halfstep.lower.Int8Lstm.Projection;
import dev.halfstep.lower.LoweredLstm.Extents;
import dev.halfstep.lower.LoweredLstm.Parameter;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.DType;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** LSTM cells of int8 codes that go through a sequence. */
final class LstmLayer {

    private static final int SHORT_END = 1 << 15;
    private static final int LARGEST_CODE = 128;
    /** Of the shift of normalized sums, besides that of their scale. */
    private static final int NORMAL_BITS = 12;
    /** What there is of each cell in the memory of a run, in codes of 16 bits: the cell, and sums of three gates. */
    private static final int ARRAYS = 4;
    /** The output gate's sums stand where those of the forget gate are not needed any more. */
    private static final int FORGET = 1;
    private static final int CELL = 2;
    private static final int INPUT = 3;

    private final Layer layer;
    private final Int8Lstm lstm;
    private final Extents extents;
    private final Functions functions;
    private final StringBuilder steps = new StringBuilder();

    LstmLayer(Layer layer, Int8Lstm lstm) {
        this.layer = layer;
        this.lstm = lstm;
        extents = lstm.extents();
        functions = layer.functions();
    }

    /** Bytes that the cells take while they run. */
    static int workspace(Int8Lstm lstm) {
        int cells = lstm.extents().cells();
        return ARRAYS * DType.INT16.bytes() * cells + (lstm.projection().isPresent() ? cells : 0);
    }

    void write() {
        layer.describe("LSTM, " + lstm.sequences().times() + " steps in time of " + extents.inputs() + " inputs, "
                + extents.cells() + " cells, " + extents.outputs() + " outputs");
        gate("forget", lstm.forget(), FORGET, true);
        gate("cell", lstm.cell(), CELL, false);
        lstm.input().ifPresent(input -> gate("input", input, INPUT, true));
        cells();
        gate("output", lstm.output(), FORGET, true);
        outputs();
        loop();
        layer.multiplyAdds((long) lstm.sequences().samples() * lstm.sequences().times() * products());
    }

    private long products() {
        long gates = (lstm.input().isPresent() ? 4 : 3) * (long) extents.cells() * (extents.inputs()
                + extents.outputs());
        return gates + (lstm.projection().isPresent() ? (long) extents.cells() * extents.outputs() : 0);
    }

    private String array(int number) {
        return layer.workspace(DType.INT16, number * extents.cells());
    }

    private String hidden() {
        return layer.workspace(DType.INT8, ARRAYS * DType.INT16.bytes() * extents.cells());
    }

    private void step(String function, Object... arguments) {
        steps.append(Layer.callText("                ", function, arguments));
    }

    private void gate(String name, Gate gate, int array, boolean isLogistic) {
        int cells = extents.cells();
        byte[] weights = known(gate.input());
        byte[] recurrent = known(gate.recurrent());
        int[] bias = known(gate.bias());
        boolean isNormalized = gate.normalization().isPresent();
        int inputZero = lstm.codes().inputZero();
        int outputZero = lstm.codes().outputZero();
        String sums = array(array);
        step(functions.use("lstm_sums"), sums, cells, "x",
                extents.inputs(), layer.table(name + "_weights", "int8_t", weights.length, i -> weights[i]),
                bias(name + "_bias", weights, extents.inputs(), inputZero, gate.inputScale(),
                        c -> isNormalized ? 0 : bias[c]),
                gate.inputScale().multiplier(), gate.inputScale().shift(), "before", extents.outputs(),
                layer.table(name + "_recurrent", "int8_t", recurrent.length, i -> recurrent[i]),
                bias(name + "_recurrent_bias", recurrent, extents.outputs(), outputZero, gate.recurrentScale(), c -> 0),
                gate.recurrentScale().multiplier(), gate.recurrentScale().shift());
        gate.peephole().ifPresent(peephole -> peephole(name, peephole, sums));
        gate.normalization().ifPresent(normalization -> normalize(name, normalization, bias, sums));
        if (isLogistic) {
            step(functions.use("lstm_gate"), sums, cells);
        }
    }

    /** A bias for each row of weights, with the share of the zero point of what they are multiplied with. */
    private String bias(String name, byte[] weights, int columns, int zero, Multiplier scale,
            IntUnaryOperator own) {
        var biases = new long[weights.length / columns];
        for (int r = 0; r < biases.length; r++) {
            int row = r;
            long sum = IntStream.range(0, columns).mapToLong(i -> weights[row * columns + i]).sum();
            long size = IntStream.range(0, columns).mapToLong(i -> Math.abs(weights[row * columns + i])).sum();
            biases[r] = own.applyAsInt(r) - zero * sum;
            double furthest = Math.abs((double) biases[r]) + (double) size * LARGEST_CODE;
            layer.requireIn32Bits(furthest, scale);
            if (furthest > Integer.MAX_VALUE) {
                throw layer.sumsTooLong();
            }
        }
        return layer.table(name, "int32_t", biases.length, r -> biases[r]);
    }

    private void peephole(String name, Peephole peephole, String sums) {
        short[] weights = known(peephole.weights());
        double furthest = IntStream.range(0, weights.length).map(i -> Math.abs(weights[i])).max().orElse(0);
        layer.requireIn32Bits(furthest * SHORT_END, peephole.scale());
        step(functions.use("lstm_peephole"), sums, extents.cells(),
                array(0), layer.table(name + "_peephole", "int16_t", weights.length, i -> weights[i]),
                peephole.scale().multiplier(), peephole.scale().shift());
    }

    private void normalize(String name, Int8Normalization normalization, int[] bias, String sums) {
        short[] coefficients = known(normalization.coefficients());
        Multiplier scale = normalization.scale();
        step(functions.use("lstm_normalized"), sums,
                extents.cells(), layer.table(name + "_coefficients", "int16_t", coefficients.length,
                        i -> coefficients[i]),
                layer.table(name + "_normal_bias", "int32_t", bias.length, i -> bias[i]), scale.multiplier(),
                scale.shift() + NORMAL_BITS, normalization.leastVariance());
    }

    private void cells() {
        int clip = lstm.cellClip();
        step(functions.use("lstm_cells"), array(0), extents.cells(), array(FORGET),
                lstm.input().isPresent() ? array(INPUT) : "NULL", array(CELL), lstm.codes().cellBits(),
                clip > 0 ? Math.max(-clip, -SHORT_END) : -SHORT_END,
                clip > 0 ? Math.min(clip, SHORT_END - 1) : SHORT_END - 1);
    }

    private void outputs() {
        Multiplier scale = lstm.codes().hidden();
        layer.requireIn32Bits((double) SHORT_END * SHORT_END, scale);
        String out = lstm.projection().isPresent() ? hidden() : "y";
        step(functions.use("lstm_outputs"), out,
                extents.cells(), array(0), array(FORGET), lstm.codes().cellBits(), scale.multiplier(), scale.shift(),
                lstm.codes().hiddenZero());
        lstm.projection().ifPresent(this::project);
    }

    private void project(Projection projection) {
        byte[] weights = known(projection.weights());
        int[] bias = known(projection.bias());
        int clip = projection.clip();
        step(functions.use("lstm_projected"), "y",
                extents.outputs(), hidden(), extents.cells(),
                layer.table("projection", "int8_t", weights.length, i -> weights[i]),
                bias("projection_bias", weights, extents.cells(), lstm.codes().hiddenZero(), projection.scale(),
                        o -> bias[o]),
                projection.scale().multiplier(), projection.scale().shift(), lstm.codes().outputZero(),
                clip > 0 ? Math.max(-clip, Byte.MIN_VALUE) : Byte.MIN_VALUE,
                clip > 0 ? Math.min(clip, Byte.MAX_VALUE) : Byte.MAX_VALUE);
    }

    /** The cells begin at 0, and go from one step in time to the next. */
    private void loop() {
        int samples = lstm.sequences().samples();
        String row = lstm.sequences().timeMajor() ? samples == 1 ? "time" : "time * " + samples + " + sample"
                : samples == 1 ? "time" : "sample * " + lstm.sequences().times() + " + time";
        String fill = functions.use("fill", Map.of("element_t", "int16_t"));
        layer.statements("""
                    {
                        int32_t sample;
                        for (sample = 0; sample < %d; sample++) {
                            const int8_t *before = NULL;
                            int32_t time;
                            %s(%s, %d, 0);
                            for (time = 0; time < %d; time++) {
                                const int8_t *const x = %s + (%s) * %d;
                                int8_t *const y = %s + (%s) * %d;
                %s                before = y;
                            }
                        }
                    }
                """.formatted(samples, fill, array(0), extents.cells(), lstm.sequences().times(), layer.in(0), row,
                extents.inputs(), layer.out(), row, extents.outputs(), steps));
    }

    private <A> A known(Parameter<A> parameter) {
        return parameter.contents()
                .orElseThrow(layer::computedWeights);
    }
}
