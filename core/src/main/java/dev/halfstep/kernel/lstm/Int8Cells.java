package dev.halfstep.kernel.lstm;

import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.Int8Lstm.Int8Normalization;
import dev.halfstep.lower.Int8Lstm.Peephole;
import dev.halfstep.lower.LoweredLstm.Sequences;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** An LSTM layer of int8 codes, bound to its parameters, with scratch for one sample. */
public final class Int8Cells {

    private final Int8Lstm lstm;
    private final @Nullable Gate input;
    private final Gate forget;
    private final Gate cell;
    private final Gate output;
    private final @Nullable Projection projection;
    private final short[] in;
    private final short[] forgets;
    private final short[] taken;
    private final short[] out;
    private final short[] cells;
    private final byte[] hidden;
    private final byte[] outputs;

    /** @param arrays of the operands, by position */
    public Int8Cells(Int8Lstm lstm, IntFunction<Object> arrays) {
        this.lstm = lstm;
        input = lstm.input().map(gate -> Gate.of(gate, arrays)).orElse(null);
        forget = Gate.of(lstm.forget(), arrays);
        cell = Gate.of(lstm.cell(), arrays);
        output = Gate.of(lstm.output(), arrays);
        projection = lstm.projection().map(p -> new Projection(p, p.weights().in(arrays), p.bias().in(arrays)))
                .orElse(null);
        int count = lstm.extents().cells();
        in = new short[count];
        forgets = new short[count];
        taken = new short[count];
        out = new short[count];
        cells = new short[count];
        hidden = new byte[count];
        outputs = new byte[lstm.extents().outputs()];
    }

    /**
     * Runs sequences through the layer, each from a state of 0.
     *
     * @param x rows of the inputs
     * @param y rows of the outputs
     */
    public void run(byte[] x, byte[] y) {
        Sequences sequences = lstm.sequences();
        for (int sample = 0; sample < sequences.samples(); sample++) {
            Arrays.fill(cells, (short) 0);
            Arrays.fill(outputs, (byte) lstm.codes().outputZero());
            for (int time = 0; time < sequences.times(); time++) {
                int row = sequences.row(sample, time);
                advance(x, row * lstm.extents().inputs());
                System.arraycopy(outputs, 0, y, row * outputs.length, outputs.length);
            }
        }
    }

    private void advance(byte[] x, int from) {
        addUp(forget, x, from, forgets);
        logistic(forgets);
        addUp(cell, x, from, taken);
        if (input != null) {
            addUp(input, x, from, in);
            logistic(in);
        } else {
            for (int i = 0; i < in.length; i++) {
                in[i] = Int8Lstm.rest(forgets[i]);
            }
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = lstm.cell(forgets[i], cells[i], in[i], taken[i]);
        }
        addUp(output, x, from, out);
        logistic(out);
        for (int i = 0; i < out.length; i++) {
            hidden[i] = lstm.hidden(out[i], cells[i]);
        }
        if (projection == null) {
            System.arraycopy(hidden, 0, outputs, 0, hidden.length);
        } else {
            project(projection);
        }
    }

    private void project(Projection of) {
        for (int o = 0; o < outputs.length; o++) {
            int sum = of.bias[o] + dot(of.weights, o, hidden, 0, hidden.length, lstm.codes().hiddenZero());
            outputs[o] = of.layer.code(sum, lstm.codes().outputZero());
        }
    }

    /** What goes into the function of a gate. */
    private void addUp(Gate gate, byte[] x, int from, short[] sums) {
        int inputs = lstm.extents().inputs();
        for (int i = 0; i < sums.length; i++) {
            int bias = gate.normalization == null ? gate.bias[i] : 0;
            int fromInput = bias + dot(gate.input, i, x, from, inputs, lstm.codes().inputZero());
            int fromOutput = dot(gate.recurrent, i, outputs, 0, outputs.length, lstm.codes().outputZero());
            int sum = gate.layer.sum(fromInput, fromOutput);
            sums[i] = (short) (gate.peephole == null ? sum : gate.peephole.sum(sum, gate.peepholeWeights[i], cells[i]));
        }
        if (gate.normalization != null) {
            normalize(gate.normalization, gate, sums);
        }
    }

    private static void normalize(Int8Normalization normalization, Gate gate, short[] sums) {
        long sum = 0;
        long squares = 0;
        for (short s : sums) {
            sum += s;
            squares += s * s;
        }
        int mean = Int8Normalization.mean(sum, sums.length);
        Multiplier inverse = normalization.inverseDeviation(squares, mean, sums.length);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = normalization.code(sums[i], mean, inverse, gate.coefficients[i], gate.bias[i]);
        }
    }

    /** Wraps where it overflows, as in the reference kernel; up to 65,000 columns it cannot. */
    private static int dot(byte[] weights, int row, byte[] x, int from, int columns, int zeroPoint) {
        int sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += weights[row * columns + i] * (x[from + i] - zeroPoint);
        }
        return sum;
    }

    private static void logistic(short[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Int8Lstm.logistic(x[i]);
        }
    }

    /** A gate bound to its parameters; arrays of what it does not have are empty. */
    private record Gate(Int8Lstm.Gate layer, byte[] input, byte[] recurrent, int[] bias, @Nullable Peephole peephole,
            short[] peepholeWeights, @Nullable Int8Normalization normalization, short[] coefficients) {

        static Gate of(Int8Lstm.Gate gate, IntFunction<Object> arrays) {
            return new Gate(gate, gate.input().in(arrays), gate.recurrent().in(arrays), gate.bias().in(arrays),
                    gate.peephole().orElse(null), gate.peephole().map(p -> p.weights().in(arrays)).orElse(new short[0]),
                    gate.normalization().orElse(null),
                    gate.normalization().map(n -> n.coefficients().in(arrays)).orElse(new short[0]));
        }
    }

    /** A projection bound to its parameters. */
    private record Projection(Int8Lstm.Projection layer, byte[] weights, int[] bias) {}
}
