package dev.halfstep.certify;

import dev.halfstep.certify.Certified.Witness;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/**
 * Both models as they are run, on points of a domain. Safe for use by several threads at once: each model runs for one of them at a time.
 *
 * @param units one for each output
 * @param network the float model
 */
record Models(Space space, List<OutputUnit> units, Predictor network, Predictor quantized) {

    /** A point as both models take it, in single precision, in the domain, and there in the cell that was meant if it can be. */
    float[] input(Point point) {
        float[] input = new float[space.domain().width()];
        for (int f = 0; f < input.length; f++) {
            input[f] = nearby(point, f);
        }
        return input;
    }

    private float nearby(Point point, int feature) {
        float near = (float) point.values()[feature];
        for (float value : new float[] {near, Math.nextUp(near), Math.nextDown(near)}) {
            float inDomain = inDomain(feature, value);
            boolean inCell = true;
            for (int s = 0; s < point.codes().length; s++) {
                Slot slot = space.slots().get(s);
                inCell &= slot.feature() != feature || slot.coder().code(inDomain) == point.codes()[s];
            }
            if (inCell) {
                return inDomain;
            }
        }
        return inDomain(feature, near);
    }

    /** A border of two codes may be next to an end of the domain, and its ends need not be in single precision. */
    private float inDomain(int feature, float value) {
        for (InputDomain.Part part : space.domain().parts()) {
            if (part instanceof InputDomain.Interval interval && interval.feature() == feature) {
                float min = (float) interval.min();
                float max = (float) interval.max();
                float least = min < interval.min() ? Math.nextUp(min) : min;
                float most = max > interval.max() ? Math.nextDown(max) : max;
                return least <= most ? Math.clamp(value, least, most) : value;
            }
        }
        return value;
    }

    /** Both models, run. */
    Witness witness(Point point, int target) {
        float[] input = input(point);
        return new Witness(input, quantized(input, target), units.get(target).inUnits(network(input)[target]));
    }

    /** What the float model gives, in its own values. */
    float[] network(float[] input) {
        return run(network, row(input));
    }

    /** What the quantized model predicts, in the output's unit. */
    double quantized(float[] input, int target) {
        return units.get(target).inUnits(run(quantized, row(input))[target]);
    }

    /** The same for several inputs, one after the other. */
    double[] quantized(float[] inputs, int rows, int target) {
        float[] values = run(quantized, rows(rows, inputs));
        var own = new double[rows];
        for (int row = 0; row < rows; row++) {
            own[row] = units.get(target).inUnits(values[row * units.size() + target]);
        }
        return own;
    }

    private static float[] run(Predictor model, Tensor rows) {
        synchronized (model) {
            return model.predict(rows).values().values();
        }
    }

    private Tensor row(float[] input) {
        return rows(1, input);
    }

    /** Inputs one after the other, of the shape that both models take. */
    Tensor rows(int count, float... inputs) {
        Shape shape = network.input().tensor().shape();
        return Tensor.of(shape.rank() == 0 ? Shape.of(count, inputs.length / count) : shape.with(0, count), inputs);
    }
}
