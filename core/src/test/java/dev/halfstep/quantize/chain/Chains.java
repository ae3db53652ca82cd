package dev.halfstep.quantize.chain;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random chains of dense layers and what fitting them takes. */
final class Chains {

    private Chains() {}

    /** One to three layers with any activations, at the end one to three outputs. */
    static Graph network(Random random) {
        var builder = new NetworkBuilder(random.nextLong());
        int data = builder.input(1 + random.nextInt(6));
        int layers = 1 + random.nextInt(3);
        for (int l = 0; l < layers; l++) {
            int outputs = l + 1 < layers ? 1 + random.nextInt(12) : 1 + random.nextInt(3);
            data = builder.layer(data, outputs, activation(random));
        }
        return builder.build(data);
    }

    private static Activation activation(Random random) {
        List<Activation> all = List.of(Activation.values());
        return all.get(random.nextInt(all.size()));
    }

    static int width(Graph network) {
        return network.inputTensors().getFirst().shape().extent(1);
    }

    static DenseChain chain(Graph network) {
        return DenseChain.of(network).orElseThrow();
    }

    /** What the quantizer would ask for, from ranges without headroom. */
    static FitRequest request(Graph network, Tensor rows, boolean featureCodes, Effort effort) {
        Ranges ranges = Calibrator.calibrate(network, rows);
        var outputs = new ArrayList<Quantization>();
        for (Node node : network.nodes()) {
            outputs.add(quantization(ranges.of(node.output()).orElseThrow()));
        }
        return new FitRequest(quantization(ranges.of(network.inputs().getFirst()).orElseThrow()), outputs, featureCodes,
                0,
                true, true, true, effort, 1, 1, 0, Optional.empty());
    }

    private static Quantization quantization(Range range) {
        float low = Math.min(range.min(), 0);
        float scale = (Math.max(range.max(), 0) - low + 1e-6f) / 255;
        return Quantization.perTensor(scale, Math.round(DType.INT8.min() - low / scale));
    }

    /** The layers of a chain as rounding leaves them, before codes are changed. */
    static List<FittingLayer> rounded(DenseChain chain, Tensor rows, FitRequest request) {
        return rounding(chain, rows, request).layers();
    }

    /** Rounding on all rows, features sharing a scale. */
    static ChainRounding rounding(DenseChain chain, Tensor rows, FitRequest request) {
        return new ChainRounding(Widening.none(chain, List.of()),
                new FloatTrace(chain, Sample.of(rows, Integer.MAX_VALUE)), request,
                UnitRanges.All.of(chain, FitRows.of(rows), List.of(), request));
    }
}
