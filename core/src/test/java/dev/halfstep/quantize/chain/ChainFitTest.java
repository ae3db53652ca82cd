package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainFitTest {

    /** What fitting takes for the model's codes is what the model computes, in every layer. */
    @Test
    void countsAsTheInterpreterDoes() {
        Seeds.forEach(60, random -> {
            Graph network = Chains.network(random);
            Tensor rows = Rows.normal(random.nextLong(), 120, Chains.width(network));
            Graph model = Quantizer.apply(network,
                    Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.DEFAULT, rows));
            Codes inputCodes = (Codes) Interface.of(model).inputs().getFirst().encode(rows);
            List<Integer> tensors = model.nodes().stream().map(Node::output).toList();
            List<Value> expected = Interpreter.prepare(model.toBuilder().outputs(tensors).build())
                    .run(List.of(inputCodes));
            int[][] codes = columns(inputCodes);
            for (int l = 0; l < tensors.size(); l++) {
                FittingLayer layer = layer(model, model.nodes().get(l));
                int[][] in = codes;
                codes = IntStream.range(0, layer.outputs()).mapToObj(o -> layer.codes(layer.sums(in, o), o))
                        .toArray(int[][]::new);
                assertThat(codes).as("layer %d", l).isDeepEqualTo(columns((Codes) expected.get(l)));
            }
        });
    }

    /** Numbers, counted from the zero point, column by column. */
    private static int[][] columns(Codes inputCodes) {
        int rows = inputCodes.shape().extent(0);
        int width = inputCodes.shape().extent(1);
        int zeroPoint = (int) inputCodes.quantization().orElseThrow().zeroPoint();
        long[] raw = Raw.codes(inputCodes);
        var columns = new int[width][rows];
        for (int i = 0; i < raw.length; i++) {
            columns[i % width][i / width] = (int) raw[i] - zeroPoint;
        }
        return columns;
    }

    private static FittingLayer layer(Graph model, Node node) {
        TensorInfo tensor = model.tensor(node.input(FullyConnected.WEIGHTS));
        int outputs = tensor.shape().extent(0);
        int inputs = tensor.shape().extent(1);
        long[] raw = Raw.codes(model.constant(node.input(FullyConnected.WEIGHTS)));
        var weights = new int[outputs][inputs];
        for (int i = 0; i < raw.length; i++) {
            weights[i / inputs][i % inputs] = (int) raw[i];
        }
        long[] bias = Raw.codes(model.constant(node.input(FullyConnected.BIAS)));
        return layer(weights, bias, quantization(model, node.input(FullyConnected.DATA)).scale(),
                tensor.quantization().orElseThrow().scales(), quantization(model, node.output()),
                (FullyConnected) node.op());
    }

    private static Quantization quantization(Graph model, int tensor) {
        return model.tensor(tensor).quantization().orElseThrow();
    }

    private static FittingLayer layer(int[][] weights, long[] bias, float inputScale, float[] scales,
            Quantization output,
            FullyConnected dense) {
        int zeroPoint = (int) output.zeroPoint();
        int low = Math.max(DType.INT8.min() < zeroPoint ? end(output, dense.activation().min(), -128) : -128, -128);
        int high = end(output, dense.activation().max(), 127);
        return FittingLayer.of(weights, IntStream.range(0, bias.length).map(o -> Math.toIntExact(bias[o])).toArray(),
                inputScale, scales, output.scale(), zeroPoint, low - zeroPoint, high - zeroPoint);
    }

    /** The code of an activation's end. */
    private static int end(Quantization output, float real, int none) {
        return Float.isInfinite(real) ? none : (int) output.quantize(real, DType.INT8);
    }

    /** The cost that is told is that of the codes that are given, counted anew on the same rows. */
    @Test
    void costIsThatOfTheCodesGiven() {
        Seeds.forEach(40, random -> {
            Graph network = Chains.network(random);
            DenseChain chain = Chains.chain(network);
            Tensor rows = Rows.normal(random.nextLong(), 100, chain.inputs());
            FitRequest request = Chains.request(network, rows, random.nextBoolean(), Effort.QUICK);
            FittedChain fitted = ChainFit.fit(chain, FitRows.of(rows), request, done -> {});
            Sample sample = Sample.of(rows, 100);
            var counted = new CoordinateDescent(layers(network, fitted), codes(sample, fitted),
                    new FloatTrace(chain, sample).outputs());
            assertThat(fitted.cost()).isEqualTo(counted.cost()).isLessThanOrEqualTo(fitted.costBefore());
        });
    }

    private static int[][] codes(Sample sample, FittedChain fitted) {
        if (fitted.features().isEmpty()) {
            return ChainRounding.codes(sample, List.of(), fitted.input());
        }
        FeatureCodes features = fitted.features().get();
        var codes = new int[features.slots().size()][sample.rows()];
        for (int s = 0; s < codes.length; s++) {
            FeatureCodes.Slot slot = features.slots().get(s);
            for (int n = 0; n < sample.rows(); n++) {
                codes[s][n] = slot.code(sample.columns()[slot.feature()][n]);
            }
        }
        return codes;
    }

    private static List<FittingLayer> layers(Graph network, FittedChain fitted) {
        var layers = new ArrayList<FittingLayer>();
        float inputScale = fitted.input().scale();
        for (int l = 0; l < fitted.layers().size(); l++) {
            FittedChain.Layer layer = fitted.layers().get(l);
            int outputs = layer.bias().length;
            int inputs = layer.weights().length / outputs;
            var weights = new int[outputs][inputs];
            for (int i = 0; i < layer.weights().length; i++) {
                weights[i / inputs][i % inputs] = layer.weights()[i];
            }
            layers.add(layer(weights, layer.bias(), inputScale, layer.weightScales(), layer.output(),
                    (FullyConnected) network.nodes().get(l).op()));
            inputScale = layer.output().scale();
        }
        return layers;
    }

    @Test
    void sameRequestSameCodes() {
        Seeds.forEach(5, random -> {
            Graph network = Chains.network(random);
            DenseChain chain = Chains.chain(network);
            Tensor rows = Rows.normal(random.nextLong(), 50, chain.inputs());
            FitRequest request = Chains.request(network, rows, true, Effort.QUICK);
            FittedChain first = ChainFit.fit(chain, FitRows.of(rows), request, done -> {});
            FittedChain second = ChainFit.fit(chain, FitRows.of(rows), request, done -> {});
            assertThat(second).usingRecursiveComparison().isEqualTo(first);
        });
    }

    @Test
    void progressGrowsWithinItsBounds() {
        Graph network = Chains.network(new java.util.Random(3));
        DenseChain chain = Chains.chain(network);
        Tensor rows = Rows.normal(4, 50, chain.inputs());
        var told = new ArrayList<Double>();
        ChainFit.fit(chain, FitRows.of(rows), Chains.request(network, rows, true, Effort.QUICK), told::add);
        assertThat(told).isNotEmpty().isSorted().allMatch(done -> done >= 0 && done <= 1);
    }
}
