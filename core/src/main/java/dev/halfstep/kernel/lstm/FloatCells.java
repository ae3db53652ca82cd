package dev.halfstep.kernel.lstm;

import dev.halfstep.lower.FloatLstm;
import dev.halfstep.lower.LoweredLstm.Sequences;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** An LSTM layer in {@code float}, bound to its parameters, with scratch for one sample. */
public final class FloatCells {

    private final FloatLstm lstm;
    private final @Nullable Gate input;
    private final Gate forget;
    private final Gate cell;
    private final Gate output;
    private final @Nullable GateProduct projection;
    private final float[] projectionBias;
    private final float[] in;
    private final float[] forgets;
    private final float[] taken;
    private final float[] out;
    private final float[] cells;
    private final float[] outputs;

    /** @param arrays of the operands, by position */
    public FloatCells(FloatLstm lstm, IntFunction<Object> arrays) {
        this.lstm = lstm;
        input = lstm.input().map(gate -> Gate.of(gate, arrays)).orElse(null);
        forget = Gate.of(lstm.forget(), arrays);
        cell = Gate.of(lstm.cell(), arrays);
        output = Gate.of(lstm.output(), arrays);
        projection = lstm.projection().map(matrix -> GateProduct.of(matrix, arrays)).orElse(null);
        projectionBias = lstm.projectionBias().in(arrays);
        int count = lstm.extents().cells();
        in = new float[count];
        forgets = new float[count];
        taken = new float[count];
        out = new float[count];
        cells = new float[count];
        outputs = new float[lstm.extents().outputs()];
    }

    /**
     * Runs sequences through the layer, each from a state of 0.
     *
     * @param x rows of the inputs
     * @param y rows of the outputs
     */
    public void run(float[] x, float[] y) {
        Sequences sequences = lstm.sequences();
        for (int sample = 0; sample < sequences.samples(); sample++) {
            Arrays.fill(cells, 0);
            Arrays.fill(outputs, 0);
            for (int time = 0; time < sequences.times(); time++) {
                int row = sequences.row(sample, time);
                advance(x, row * lstm.extents().inputs());
                System.arraycopy(outputs, 0, y, row * outputs.length, outputs.length);
            }
        }
    }

    private void advance(float[] x, int from) {
        addUp(forget, x, from, forgets);
        logistic(forgets);
        addUp(cell, x, from, taken);
        if (input != null) {
            addUp(input, x, from, in);
            logistic(in);
        } else {
            for (int i = 0; i < cells.length; i++) {
                in[i] = 1 - forgets[i];
            }
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = lstm.cell(forgets[i], cells[i], in[i], taken[i]);
        }
        addUp(output, x, from, out);
        logistic(out);
        for (int i = 0; i < cells.length; i++) {
            out[i] = lstm.hidden(out[i], cells[i]);
        }
        if (projection == null) {
            System.arraycopy(out, 0, outputs, 0, cells.length);
            return;
        }
        System.arraycopy(projectionBias, 0, outputs, 0, outputs.length);
        projection.addTo(out, 0, outputs);
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = lstm.projected(outputs[i]);
        }
    }

    /** What goes into the function of a gate. */
    private void addUp(Gate gate, float[] x, int from, float[] sums) {
        if (gate.normalization == null) {
            System.arraycopy(gate.bias, 0, sums, 0, sums.length);
        } else {
            Arrays.fill(sums, 0);
        }
        gate.input.addTo(x, from, sums);
        gate.recurrent.addTo(outputs, 0, sums);
        if (gate.peephole != null) {
            gate.peephole.addTo(cells, 0, sums);
        }
        if (gate.normalization != null) {
            normalize(sums, gate.normalization, gate.bias);
        }
    }

    private static void normalize(float[] sums, float[] coefficients, float[] bias) {
        float mean = 0;
        for (float sum : sums) {
            mean += sum;
        }
        mean /= sums.length;
        float variance = 0;
        for (float sum : sums) {
            variance += (sum - mean) * (sum - mean);
        }
        float inverse = 1 / (float) Math.sqrt(variance / sums.length + FloatLstm.LEAST_VARIANCE);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (sums[i] - mean) * inverse * coefficients[i] + bias[i];
        }
    }

    private static void logistic(float[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = FloatLstm.logistic(x[i]);
        }
    }

    /** A gate bound to its parameters. */
    private record Gate(GateProduct input, GateProduct recurrent, @Nullable GateProduct peephole, float[] bias,
            float @Nullable [] normalization) {

        static Gate of(FloatLstm.Gate gate, IntFunction<Object> arrays) {
            return new Gate(GateProduct.of(gate.input(), arrays), GateProduct.of(gate.recurrent(), arrays),
                    gate.peephole().map(matrix -> GateProduct.of(matrix, arrays)).orElse(null), gate.bias().in(arrays),
                    gate.normalization().map(coefficients -> coefficients.in(arrays)).orElse(null));
        }
    }
}
