package dev.halfstep.kernel.lstm;

import dev.halfstep.lower.rounding.FixedMath16;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM layer of int8 codes with int16 cells; see {@link FloatLstm} for what it computes, always with tanh. Sums are rescaled to
 * 1/4096 by {@link FixedPoint}, rounding twice, one for the input and one for the output before, and saturate at 16 bits after
 * each. Gates have the scale 1/32,768. Products of them with the cell are shifted, halves away from zero.
 *
 * @param input the input gate, if there is one
 * @param cell what the cell takes in
 * @param codes scales and zero points
 * @param cellClip the largest magnitude of a cell's code; none if it is 0
 * @param projection of the outputs, if there is one
 * @param inputs how many there are
 * @param room for a run
 */
public record Int8Lstm(@Nullable Gate input, Gate forget, Gate cell, Gate output, Coding codes, int cellClip,
        @Nullable Projection projection, int inputs, Room room) {

    private static final int GATE_BITS = 15;
    /** Bits before the point of what goes into a gate. */
    private static final int SUM_BITS = 3;

    /**
     * One gate.
     *
     * @param input weights of the input, {@code [cells][inputs]}
     * @param recurrent weights of the output before, {@code [cells][outputs]}
     * @param peephole weights of the cell, if the gate looks at it
     * @param normalization of its sums, which the bias is added to afterwards, if they are normalized
     */
    @SuppressWarnings("ArrayRecordComponent") // prepared parameters, not a value
    public record Gate(byte[] input, Multiplier inputScale, byte[] recurrent, Multiplier recurrentScale,
            short @Nullable [] peephole, Multiplier peepholeScale, int[] bias,
            @Nullable Int8Normalization normalization) {}

    /**
     * What codes stand for.
     *
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output, and in the state
     * @param cellBits bits before the point of the cells' codes, from 0 to 6
     * @param hidden from products of an output gate with tanh of a cell to the codes of those
     * @param hiddenZero code of the real 0 in those
     */
    public record Coding(int inputZero, int outputZero, int cellBits, Multiplier hidden, int hiddenZero) {}

    /**
     * A projection.
     *
     * @param weights {@code [outputs][cells]}
     * @param clip the largest magnitude of a code behind it; none if it is 0
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Projection(byte[] weights, Multiplier scale, int[] bias, int clip) {}

    /** What a run needs to remember: the gates, the cell, its codes that go out, and the output before. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Room(short[] in, short[] forget, short[] taken, short[] out, short[] cells, byte[] hidden,
            byte[] outputs) {

        /** Room for a layer. */
        public static Room of(int cells, int outputs) {
            return new Room(new short[cells], new short[cells], new short[cells], new short[cells], new short[cells],
                    new byte[cells], new byte[outputs]);
        }
    }

    /**
     * Runs sequences through the layer, each from a state of 0.
     *
     * @param in rows of the inputs
     * @param out rows of the outputs
     */
    public static void run(Int8Lstm lstm, Sequences sequences, byte[] in, byte[] out) {
        int outputs = lstm.room.outputs.length;
        for (int sample = 0; sample < sequences.samples(); sample++) {
            Arrays.fill(lstm.room.cells, (short) 0);
            Arrays.fill(lstm.room.outputs, (byte) lstm.codes.outputZero);
            for (int step = 0; step < sequences.steps(); step++) {
                int row = sequences.row(sample, step);
                step(lstm, in, row * lstm.inputs);
                System.arraycopy(lstm.room.outputs, 0, out, row * outputs, outputs);
            }
        }
    }

    private static void step(Int8Lstm lstm, byte[] x, int from) {
        Room room = lstm.room;
        addUp(lstm, lstm.forget, x, from, room.forget);
        logistic(room.forget);
        addUp(lstm, lstm.cell, x, from, room.taken);
        if (lstm.input != null) {
            addUp(lstm, lstm.input, x, from, room.in);
            logistic(room.in);
        } else {
            for (int i = 0; i < room.in.length; i++) {
                room.in[i] = (short) (Short.MAX_VALUE - room.forget[i]);
            }
        }
        updateCells(lstm);
        addUp(lstm, lstm.output, x, from, room.out);
        logistic(room.out);
        for (int i = 0; i < room.out.length; i++) {
            int product = room.out[i] * FixedMath16.tanh(room.cells[i], lstm.codes.cellBits);
            room.hidden[i] = saturated8(FixedPoint.multiply(product, lstm.codes.hidden) + lstm.codes.hiddenZero);
        }
        if (lstm.projection == null) {
            System.arraycopy(room.hidden, 0, room.outputs, 0, room.hidden.length);
        } else {
            project(lstm, lstm.projection);
        }
    }

    private static void updateCells(Int8Lstm lstm) {
        Room room = lstm.room;
        int takenShift = GATE_BITS + lstm.codes.cellBits;
        for (int i = 0; i < room.cells.length; i++) {
            int kept = FixedPoint.shiftRight(room.forget[i] * room.cells[i], GATE_BITS);
            int taken = FixedPoint.shiftRight(room.in[i] * FixedMath16.tanh(room.taken[i], SUM_BITS), takenShift);
            int sum = saturated16(kept + taken);
            room.cells[i] = (short) (lstm.cellClip > 0 ? Math.clamp(sum, -lstm.cellClip, lstm.cellClip) : sum);
        }
    }

    private static void project(Int8Lstm lstm, Projection projection) {
        byte[] hidden = lstm.room.hidden;
        for (int o = 0; o < lstm.room.outputs.length; o++) {
            int sum = projection.bias[o] + dot(projection.weights, o, hidden, 0, hidden.length, lstm.codes.hiddenZero);
            byte code = saturated8(FixedPoint.multiply(sum, projection.scale) + lstm.codes.outputZero);
            lstm.room.outputs[o] = projection.clip > 0 ? (byte) Math.clamp(code, -projection.clip, projection.clip)
                    : code;
        }
    }

    /** What goes into the function of a gate. */
    private static void addUp(Int8Lstm lstm, Gate gate, byte[] x, int from, short[] sums) {
        byte[] before = lstm.room.outputs;
        for (int i = 0; i < sums.length; i++) {
            int bias = gate.normalization == null ? gate.bias[i] : 0;
            int fromInput = bias + dot(gate.input, i, x, from, lstm.inputs, lstm.codes.inputZero);
            int fromOutput = dot(gate.recurrent, i, before, 0, before.length, lstm.codes.outputZero);
            int sum = saturated16(FixedPoint.multiply(fromInput, gate.inputScale));
            sum = saturated16(sum + FixedPoint.multiply(fromOutput, gate.recurrentScale));
            if (gate.peephole != null) {
                int fromCell = gate.peephole[i] * lstm.room.cells[i];
                sum = saturated16(sum + FixedPoint.multiply(fromCell, gate.peepholeScale));
            }
            sums[i] = (short) sum;
        }
        if (gate.normalization != null) {
            gate.normalization.run(sums, gate.bias);
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
            x[i] = (short) FixedMath16.logistic(x[i]);
        }
    }

    private static int saturated16(int x) {
        return Math.clamp(x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static byte saturated8(int x) {
        return (byte) Math.clamp(x, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
}
