package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * A layer and the one behind it, which has a single output, as most regression networks end: what passes between them stays in
 * registers.
 */
final class CodePair {

    private static final int WIDTH = Panels.WIDTH;
    private static final int FEW_INPUTS = 24;

    private final CodeLayer first;
    private final CodeLayer last;
    private final Panels panels;
    /** Of the last layer; 0 where the first has no output. */
    private final float[] output;

    private CodePair(CodeLayer first, CodeLayer last, Panels panels, float[] output) {
        this.first = first;
        this.last = last;
        this.panels = panels;
        this.output = output;
    }

    /** Two layers as a pair, if their codes are certain and the first has whole panels of outputs. */
    static Optional<CodePair> of(CodeLayer first, CodeLayer last) {
        boolean fits = first.isFast() && last.isFast() && last.outputs() == 1
                && first.sums() instanceof Panels panels && panels.padded() % WIDTH == 0;
        if (!fits) {
            return Optional.empty();
        }
        var output = new float[first.stride()];
        for (int i = 0; i < last.inputs(); i++) {
            output[i] = last.weight(i);
        }
        return Optional.of(new CodePair(first, last, (Panels) first.sums(), output));
    }

    /**
     * Whether this is quicker than one layer after the other, where four rows at a time share what is loaded of the weights: for few
     * rows, or few weights for each output.
     */
    boolean pays(int rows) {
        return rows < Panels.TOGETHER || first.inputs() <= FEW_INPUTS;
    }

    /**
     * Runs rows through both layers.
     *
     * @param x codes {@code [rows][strideX]}
     * @param y for the codes, {@code [rows]}, with room for one more vector
     * @param hidden room for the codes of one row between the layers
     */
    void run(float[] x, int strideX, int rows, float[] y, float[] hidden) {
        for (int row = 0; row < rows; row++) {
            float sum = sum(x, row * strideX, panels.weights(), first.scales(), first.offsets(), output);
            y[row] = Float.isNaN(sum) ? exactSum(x, row * strideX, hidden) : sum;
        }
        last.encodeColumn(y, rows);
    }

    /** The sum of the last layer for a row; not a number if a code between the layers is not certain. */
    private float sum(float[] x, int at, float[] weights, float[] scales, float[] offsets, float[] output) {
        int inputs = panels.length();
        int zero = first.outputZeroPoint();
        int least = first.leastBits();
        int most = first.mostBits();
        float certain = first.certain();
        FloatVector total = FloatVector.zero(FLOATS);
        for (int o = 0; o < output.length; o += WIDTH) {
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int start = o * inputs;
            for (int i = 0; i < inputs; i++) {
                FloatVector value = FloatVector.broadcast(FLOATS, x[at + i]);
                int w = start + i * WIDTH;
                a = value.fma(FloatVector.fromArray(FLOATS, weights, w), a);
                b = value.fma(FloatVector.fromArray(FLOATS, weights, w + V), b);
                c = value.fma(FloatVector.fromArray(FLOATS, weights, w + 2 * V), c);
                d = value.fma(FloatVector.fromArray(FLOATS, weights, w + 3 * V), d);
            }
            a = a.fma(FloatVector.fromArray(FLOATS, scales, o), FloatVector.fromArray(FLOATS, offsets, o));
            b = b.fma(FloatVector.fromArray(FLOATS, scales, o + V), FloatVector.fromArray(FLOATS, offsets, o + V));
            c = c.fma(FloatVector.fromArray(FLOATS, scales, o + 2 * V),
                    FloatVector.fromArray(FLOATS, offsets, o + 2 * V));
            d = d.fma(FloatVector.fromArray(FLOATS, scales, o + 3 * V),
                    FloatVector.fromArray(FLOATS, offsets, o + 3 * V));
            FloatVector a1 = a.add(CodeLayer.MAGIC);
            FloatVector b1 = b.add(CodeLayer.MAGIC);
            FloatVector c1 = c.add(CodeLayer.MAGIC);
            FloatVector d1 = d.add(CodeLayer.MAGIC);
            VectorMask<Float> uncertain = a.sub(a1.sub(CodeLayer.MAGIC)).abs().compare(VectorOperators.GT, certain)
                    .or(b.sub(b1.sub(CodeLayer.MAGIC)).abs().compare(VectorOperators.GT, certain))
                    .or(c.sub(c1.sub(CodeLayer.MAGIC)).abs().compare(VectorOperators.GT, certain))
                    .or(d.sub(d1.sub(CodeLayer.MAGIC)).abs().compare(VectorOperators.GT, certain));
            if (uncertain.anyTrue()) {
                return Float.NaN;
            }
            float shift = CodeLayer.MAGIC - zero;
            total = a1.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(shift)
                    .fma(FloatVector.fromArray(FLOATS, output, o), total);
            total = b1.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(shift)
                    .fma(FloatVector.fromArray(FLOATS, output, o + V), total);
            total = c1.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(shift)
                    .fma(FloatVector.fromArray(FLOATS, output, o + 2 * V), total);
            total = d1.reinterpretAsInts().max(least).min(most).reinterpretAsFloats().sub(shift)
                    .fma(FloatVector.fromArray(FLOATS, output, o + 3 * V), total);
        }
        return total.reduceLanes(VectorOperators.ADD);
    }

    /** The same by way of the codes between the layers. */
    private float exactSum(float[] x, int at, float[] hidden) {
        first.runAt(x, at, hidden);
        float sum = 0;
        for (int i = 0; i < last.inputs(); i++) {
            sum += hidden[i] * output[i];
        }
        return sum;
    }
}
