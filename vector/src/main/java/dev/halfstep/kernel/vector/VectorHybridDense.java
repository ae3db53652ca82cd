package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.rounding.RowCoding;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** A dense layer of {@code float} data and int8 weights whose sums are exact in {@code float}. */
final class VectorHybridDense implements Kernel<float[], float[]> {

    private static final int LARGEST_CODE = 128;
    private static final int BLOCK = 3 * Panels.TOGETHER;

    private final HybridDense layer;
    private final int padded;
    private final Sums sums;
    private final float[] weightSums;
    private final float[] weightScales;
    private final float[] bias;

    private VectorHybridDense(HybridDense layer, Sums sums) {
        this.layer = layer;
        this.sums = sums;
        padded = Lanes.padded(layer.outputs());
        weightSums = new float[padded];
        weightScales = new float[padded];
        bias = new float[padded];
        for (int o = 0; o < layer.outputs(); o++) {
            weightSums[o] = layer.weightSum(o);
            weightScales[o] = layer.weightScale(o);
            bias[o] = layer.bias()[o];
        }
    }

    /** Twice the largest code leaves room for a sum and for the zero point's share of it. */
    static Kernel<float[], float[]> of(HybridDense layer, Kernel<float[], float[]> otherwise) {
        List<Sums> parts = Exact.parts(layer.weights(), layer.inputs(), layer.outputs(), 2 * LARGEST_CODE);
        return parts.size() == 1 ? new VectorHybridDense(layer, parts.getFirst()) : otherwise;
    }

    @Override
    public Runnable bound(float[] in, int rows, float[] out) {
        int block = Math.min(rows, BLOCK);
        var run = new Run(in, out, new float[block * layer.inputs()],
                new float[block * padded], new float[block], new float[block], new float[V]);
        return () -> {
            for (int from = 0; from < rows; from += block) {
                run(run, from, Math.min(block, rows - from));
            }
        };
    }

    private record Run(float[] in, float[] out, float[] x, float[] y, float[] scales, float[] zeroPoints,
            float[] scratch) {}

    private void run(Run run, int from, int rows) {
        int inputs = layer.inputs();
        for (int row = 0; row < rows; row++) {
            RowCoding coding = RowCodes.code(layer.asymmetric(), run.in, (from + row) * inputs, inputs, run.x,
                    row * inputs);
            run.scales[row] = coding.scale();
            run.zeroPoints[row] = coding.zeroPoint();
        }
        sums.run(run.x, inputs, rows, run.y, padded);
        int outputs = layer.outputs();
        for (int row = 0; row < rows; row++) {
            int to = (from + row) * outputs;
            for (int o = 0; o < outputs; o += V) {
                FloatVector result = scaled(run, row, o);
                if (o + V <= outputs) {
                    result.intoArray(run.out, to + o);
                } else {
                    result.intoArray(run.scratch, 0);
                    System.arraycopy(run.scratch, 0, run.out, to + o, outputs - o);
                }
            }
        }
    }

    private FloatVector scaled(Run run, int row, int o) {
        FloatVector centred = FloatVector.fromArray(FLOATS, run.y, row * padded + o)
                .sub(FloatVector.fromArray(FLOATS, weightSums, o).mul(run.zeroPoints[row]));
        FloatVector scale = FloatVector.fromArray(FLOATS, weightScales, o).mul(run.scales[row]);
        return FloatVector.fromArray(FLOATS, bias, o).add(centred.mul(scale)).max(layer.min()).min(layer.max());
    }
}
