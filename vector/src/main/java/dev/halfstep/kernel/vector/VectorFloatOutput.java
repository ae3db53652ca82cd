package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.FloatDense;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A dense layer in {@code float} with one output, its sum in the order of {@link FloatDense}, bit for bit: four vectors of eight
 * lanes take turns along the inputs.
 */
final class VectorFloatOutput implements Kernel<float[], float[]> {

    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final int LANES = 8;

    private final FloatDense layer;

    VectorFloatOutput(FloatDense layer) {
        this.layer = layer;
    }

    @Override
    public Runnable bound(float[] in, int rows, float[] out) {
        var lanes = new float[LANES];
        return () -> {
            for (int row = 0; row < rows; row++) {
                float sum = dot(in, row * layer.inputs(), lanes);
                out[row] = Math.clamp(sum + layer.bias()[0], layer.min(), layer.max());
            }
        };
    }

    private float dot(float[] x, int at, float[] lanes) {
        float[] w = layer.weights();
        int inputs = layer.inputs();
        FloatVector a = FloatVector.zero(EIGHT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= inputs - 4 * LANES; i += 4 * LANES) {
            a = a.add(product(x, at + i, w, i));
            b = b.add(product(x, at + i + LANES, w, i + LANES));
            c = c.add(product(x, at + i + 2 * LANES, w, i + 2 * LANES));
            d = d.add(product(x, at + i + 3 * LANES, w, i + 3 * LANES));
        }
        if (i <= inputs - LANES) {
            a = a.add(product(x, at + i, w, i));
            i += LANES;
        }
        if (i <= inputs - LANES) {
            b = b.add(product(x, at + i, w, i));
            i += LANES;
        }
        if (i <= inputs - LANES) {
            c = c.add(product(x, at + i, w, i));
            i += LANES;
        }
        a.add(b.add(c.add(d))).intoArray(lanes, 0);
        float sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (; i < inputs; i++) {
            sum += x[at + i] * w[i];
        }
        return sum;
    }

    private static FloatVector product(float[] x, int at, float[] w, int from) {
        return FloatVector.fromArray(EIGHT, x, at).mul(FloatVector.fromArray(EIGHT, w, from));
    }
}
