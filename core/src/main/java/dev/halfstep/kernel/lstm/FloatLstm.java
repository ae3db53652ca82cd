package dev.halfstep.kernel.lstm;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM layer that computes in {@code float}, with weights of either kind. With h the output and c the cell of the time before,
 * x the input and s the logistic function:
 *
 * <pre>
 * i = s(Wi x + Ri h + pi c + bi), f = s(Wf x + Rf h + pf c + bf), g = squash(Wg x + Rg h + bg)
 * c' = f c + i g, o = s(Wo x + Ro h + po c' + bo), h' = P (o squash(c')) + bp
 * </pre>
 *
 * Without an input gate i is 1 - f; without a projection the last line ends before the P. With coefficients for normalization, the
 * sum before each bias is brought to the mean 0 and the deviation 1, and multiplied by them.
 *
 * @param input the input gate, if there is one
 * @param cell what the cell takes in
 * @param projection of the outputs, if there is one
 * @param projectionBias {@code [outputs]}
 * @param squash the function that limits what goes into the cell and out of it
 * @param cellClip the largest magnitude of a cell; none if it is 0
 * @param projectionClip the largest magnitude of an output behind a projection; none if it is 0
 * @param room for a run
 */
public record FloatLstm(@Nullable Gate input, Gate forget, Gate cell, Gate output, @Nullable GateProduct projection,
        float[] projectionBias, DoubleUnaryOperator squash, float cellClip, float projectionClip, int inputs,
        Room room) {

    /** Keeps the deviation of equal numbers from being 0. */
    private static final float LEAST_VARIANCE = 1e-8f;

    /**
     * One gate.
     *
     * @param input weights of the input
     * @param recurrent weights of the output before
     * @param peephole weights of the cell, if the gate looks at it
     * @param bias {@code [cells]}
     * @param normalization coefficients, if its sums are normalized
     */
    @SuppressWarnings("ArrayRecordComponent") // prepared parameters, not a value
    public record Gate(GateProduct input, GateProduct recurrent, @Nullable GateProduct peephole, float[] bias,
            float @Nullable [] normalization) {}

    /** What a run needs to remember: the gates, the cell, and the output before. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Room(float[] in, float[] forget, float[] taken, float[] out, float[] cells, float[] outputs) {

        /** Room for a layer. */
        public static Room of(int cells, int outputs) {
            return new Room(new float[cells], new float[cells], new float[cells], new float[cells], new float[cells],
                    new float[outputs]);
        }
    }

    /**
     * Runs sequences through the layer, each from a state of 0.
     *
     * @param in rows of the inputs
     * @param out rows of the outputs
     */
    public static void run(FloatLstm lstm, Sequences sequences, float[] in, float[] out) {
        int outputs = lstm.room.outputs.length;
        for (int sample = 0; sample < sequences.samples(); sample++) {
            Arrays.fill(lstm.room.cells, 0);
            Arrays.fill(lstm.room.outputs, 0);
            for (int step = 0; step < sequences.steps(); step++) {
                int row = sequences.row(sample, step);
                step(lstm, in, row * lstm.inputs);
                System.arraycopy(lstm.room.outputs, 0, out, row * outputs, outputs);
            }
        }
    }

    private static void step(FloatLstm lstm, float[] x, int from) {
        Room room = lstm.room;
        float[] cells = room.cells;
        addUp(lstm.forget, room, x, from, room.forget);
        logistic(room.forget);
        addUp(lstm.cell, room, x, from, room.taken);
        if (lstm.input != null) {
            addUp(lstm.input, room, x, from, room.in);
            logistic(room.in);
        } else {
            for (int i = 0; i < cells.length; i++) {
                room.in[i] = 1 - room.forget[i];
            }
        }
        for (int i = 0; i < cells.length; i++) {
            float taken = (float) lstm.squash.applyAsDouble(room.taken[i]);
            cells[i] = clipped(room.forget[i] * cells[i] + taken * room.in[i], lstm.cellClip);
        }
        addUp(lstm.output, room, x, from, room.out);
        logistic(room.out);
        for (int i = 0; i < cells.length; i++) {
            room.out[i] *= (float) lstm.squash.applyAsDouble(cells[i]);
        }
        if (lstm.projection == null) {
            System.arraycopy(room.out, 0, room.outputs, 0, cells.length);
            return;
        }
        System.arraycopy(lstm.projectionBias, 0, room.outputs, 0, room.outputs.length);
        lstm.projection.addTo(room.out, 0, room.outputs);
        for (int i = 0; i < room.outputs.length; i++) {
            room.outputs[i] = clipped(room.outputs[i], lstm.projectionClip);
        }
    }

    /** What goes into the function of a gate. */
    private static void addUp(Gate gate, Room room, float[] x, int from, float[] sums) {
        if (gate.normalization == null) {
            System.arraycopy(gate.bias, 0, sums, 0, sums.length);
        } else {
            Arrays.fill(sums, 0);
        }
        gate.input.addTo(x, from, sums);
        gate.recurrent.addTo(room.outputs, 0, sums);
        if (gate.peephole != null) {
            gate.peephole.addTo(room.cells, 0, sums);
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
        float inverse = 1 / (float) Math.sqrt(variance / sums.length + LEAST_VARIANCE);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (sums[i] - mean) * inverse * coefficients[i] + bias[i];
        }
    }

    private static void logistic(float[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = 1 / (1 + (float) Math.exp(-x[i]));
        }
    }

    private static float clipped(float x, float clip) {
        return clip > 0 ? Math.clamp(x, -clip, clip) : x;
    }
}
