package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.Slot;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.Dense.HybridDense;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network whose weights alone were quantized, to half precision or to codes: sums are real numbers, of which each is a step. The
 * inputs of a layer may be coded while it runs, with a scale for each row.
 *
 * @param chain its layers, with what their weights stand for
 * @param codings of each layer's inputs
 */
public record WeightsChain(FloatChain chain, List<RowCodes> codings) implements QuantizedChain {

    /** How a layer codes its inputs while it runs. */
    public enum RowCodes {
        NONE(0),
        /** From the largest magnitude to less that: half a step is lost. */
        SYMMETRIC(0.5 / 127),
        /** From the least to the most, with a rounded zero point: up to a step is lost, of half the codes for as much. */
        ASYMMETRIC(2.0 / 255);

        private final double loss;

        RowCodes(double loss) {
            this.loss = loss;
        }

        /** How far a value may be off its code, with room for single precision, where none is larger than some magnitude. */
        public double error(double magnitude) {
            return loss * magnitude * (1 + 1e-5);
        }
    }

    public static WeightsChain of(Graph graph) {
        FloatChain chain = FloatChain.of(graph);
        DenseLayers dense = DenseLayers.of(graph);
        var codings = new ArrayList<RowCodes>();
        for (DenseLayers.Layer layer : dense.all()) {
            codings.add(dense.lowered(layer).layer() instanceof HybridDense hybrid
                    ? hybrid.asymmetric() ? RowCodes.ASYMMETRIC : RowCodes.SYMMETRIC : RowCodes.NONE);
        }
        return new WeightsChain(chain, codings);
    }

    @Override
    public List<Slot> slots() {
        return IntStream.range(0, chain.inputs()).mapToObj(Slot::real).toList();
    }

    @Override
    public int depth() {
        return chain.layers().size();
    }

    @Override
    public int inputs(int layer) {
        return chain.layers().get(layer).inputs();
    }

    @Override
    public int outputs(int layer) {
        return chain.layers().get(layer).outputs();
    }

    @Override
    public double weight(int layer, int output, int input) {
        return chain.layers().get(layer).weight(output, input);
    }

    @Override
    public double constant(int layer, int output) {
        return chain.layers().get(layer).bias()[output];
    }

    @Override
    public double min(int layer) {
        return chain.layers().get(layer).min();
    }

    @Override
    public double max(int layer) {
        return chain.layers().get(layer).max();
    }

    @Override
    public double sumStep(int layer) {
        return 1;
    }

    @Override
    public double curveStep(int layer) {
        return 1;
    }

    @Override
    public double step() {
        return 1;
    }

    @Override
    public int copies() {
        return 1;
    }

    @Override
    public double[] predicted(double[] values, int[] codes) {
        double[] own = values;
        for (int l = 0; l < depth(); l++) {
            FloatChain.Layer layer = chain.layers().get(l);
            own = layer.sums(coded(codings.get(l), own));
            for (int o = 0; o < own.length; o++) {
                own[o] = layer.activated(own[o]);
            }
        }
        return own;
    }

    @Override
    public Along along(int[] codes, int[] slots) {
        return (values, moved) -> predicted(values, moved);
    }

    @Override
    public double[] values() {
        return new double[0];
    }

    /** What codes of a row stand for, but for single precision: it is where to look for deviations, and proves nothing. */
    private static double[] coded(RowCodes coding, double[] values) {
        double low = 0;
        double high = 0;
        for (double value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double scale = switch (coding) {
            case NONE -> 0;
            case SYMMETRIC -> Math.max(high, -low) / 127;
            case ASYMMETRIC -> (high - low) / 255;
        };
        if (scale == 0) {
            return values;
        }
        var coded = new double[values.length];
        for (int i = 0; i < coded.length; i++) {
            coded[i] = scale * Math.rint(values[i] / scale);
        }
        return coded;
    }
}
