package dev.halfstep.certify;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random networks, what quantizing makes of them, random domains, and attempts to find what exceeds a bound. */
record RandomPairs(Graph network, Graph quantized, InputDomain domain) {

    private static final List<Precision> PRECISIONS = List.of(Precision.FULL_UINT8, Precision.FULL_INT8,
            Precision.INT8, Precision.INT16X8, Precision.FLOAT16, Precision.DYNAMIC_RANGE);

    /** The first of these have integer activations. */
    private static final int WITH_CODES = 4;

    private static final List<Op> CURVES = List.of(UnaryFunction.ELU, UnaryFunction.TANH, UnaryFunction.LOGISTIC,
            new LeakyRelu(0.2f));

    static RandomPairs of(Random random) {
        int width = 1 + random.nextInt(4);
        Precision precision = PRECISIONS.get(random.nextInt(PRECISIONS.size()));
        // Where codes have 16 bits, elu stays in float.
        List<Op> curves = precision == Precision.INT16X8 ? CURVES.subList(1, CURVES.size()) : CURVES;
        Graph network = network(random, width, curves);
        Tensor rows = Rows.normal(random.nextLong(), 200, width);
        Graph quantized = Quantized.of(network, precision, precision.edges().getFirst(), recipe(random, precision),
                rows);
        return new RandomPairs(network, quantized, domain(random, width));
    }

    /** Networks with skips, and convolutions of short series. */
    static RandomPairs ofUnits(Random random) {
        boolean isSeries = random.nextBoolean();
        int channels = 1 + random.nextInt(2);
        int width = isSeries ? (4 + random.nextInt(3)) * channels : 1 + random.nextInt(4);
        Precision precision = PRECISIONS.get(random.nextInt(WITH_CODES));
        Graph network = isSeries ? RandomUnits.series(random, width / channels, channels)
                : RandomUnits.skips(random, width);
        Tensor rows = Rows.normal(random.nextLong(), 200, width);
        Recipe recipe = switch (random.nextInt(3)) {
            case 0 -> Recipe.TENSORFLOW;
            case 1 -> Recipe.DEFAULT.withFeatureCodes(false).withTrials(false);
            default -> Recipe.DEFAULT.withTrials(false);
        };
        return new RandomPairs(network,
                Quantized.of(network, precision, precision.edges().getFirst(), recipe, rows), domain(random, width));
    }

    private static Graph network(Random random, int width, List<Op> curves) {
        var builder = new NetworkBuilder(random.nextLong());
        int data = builder.input(width);
        int layers = 1 + random.nextInt(3);
        List<Activation> all = List.of(Activation.values());
        for (int l = 0; l < layers; l++) {
            boolean isLast = l + 1 == layers;
            int outputs = isLast ? 1 + random.nextInt(2) : 1 + random.nextInt(8);
            Activation usual = isLast ? Activation.NONE : Activation.RELU;
            if (!isLast && random.nextInt(3) == 0) {
                data = builder.function(curves.get(random.nextInt(curves.size())),
                        builder.layer(data, outputs, Activation.NONE));
            } else {
                data = builder.layer(data, outputs,
                        random.nextInt(3) == 0 ? all.get(random.nextInt(all.size())) : usual);
            }
        }
        return builder.build(data);
    }

    private static Recipe recipe(Random random, Precision precision) {
        boolean isFull = precision == Precision.FULL_UINT8 || precision == Precision.FULL_INT8;
        if (precision == Precision.DYNAMIC_RANGE) {
            return Recipe.DEFAULT.withDynamicRangeMinElements(0);
        }
        return switch (random.nextInt(5)) {
            case 0 -> Recipe.TENSORFLOW;
            case 1 -> isFull ? Recipe.DEFAULT.withVernier(4).withTrials(false) : Recipe.DEFAULT;
            case 2 -> isFull ? Recipe.DEFAULT.withVernier(2).withWidth(2).withTrials(false) : Recipe.DEFAULT;
            case 3 -> Recipe.DEFAULT.withFeatureCodes(false);
            default -> Recipe.DEFAULT;
        };
    }

    private static InputDomain domain(Random random, int width) {
        var parts = new ArrayList<Part>();
        for (int f = 0; f < width; f++) {
            int together = Math.min(width - f, 1 + random.nextInt(2));
            int kind = random.nextInt(3);
            if (kind == 0) {
                parts.add(choices(random, f, together));
                f += together - 1;
            } else {
                double a = random.nextGaussian() * 3;
                double b = kind == 1 ? random.nextGaussian() * 3 : a;
                parts.add(new Interval(f, (float) Math.min(a, b), (float) Math.max(a, b)));
            }
        }
        return new InputDomain(parts);
    }

    private static Choices choices(Random random, int first, int together) {
        double[][] rows = new double[1 + random.nextInt(5)][together];
        for (double[] row : rows) {
            for (int i = 0; i < together; i++) {
                row[i] = (float) (random.nextGaussian() * 2);
            }
        }
        return new Choices(IntStream.range(first, first + together).toArray(), rows);
    }

    int outputs() {
        return dev.halfstep.graph.Interface.of(network).outputs().getFirst().width();
    }

    List<OutputUnit> units() {
        return IntStream.range(0, outputs()).mapToObj(o -> OutputUnit.own("output " + o)).toList();
    }

    /** The largest deviation at some points of the domain, of each output, as both models are run. */
    double[] attacked(Random random, int points) {
        Predictor real = Predictor.of(network);
        Predictor coded = Predictor.of(quantized);
        int width = domain.width();
        var largest = new double[outputs()];
        var values = new float[points * width];
        for (int p = 0; p < points; p++) {
            for (Part part : domain.parts()) {
                set(part, random, values, p * width);
            }
        }
        Tensor rows = Tensor.of(Shape.of(points, width), values);
        float[] expected = real.predict(rows).values().values();
        float[] found = coded.predict(rows).values().values();
        for (int i = 0; i < found.length; i++) {
            int output = i % largest.length;
            largest[output] = Math.max(largest[output], Math.abs((double) found[i] - expected[i]));
        }
        return largest;
    }

    private static void set(Part part, Random random, float[] values, int at) {
        switch (part) {
            case Interval interval -> {
                double share = switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> 1;
                    default -> random.nextDouble();
                };
                float value = (float) (interval.min() + share * (interval.max() - interval.min()));
                values[at + interval.feature()] = Math.clamp(value, (float) interval.min(), (float) interval.max());
            }
            case Choices choices -> {
                double[] row = choices.rows()[random.nextInt(choices.rows().length)];
                for (int i = 0; i < row.length; i++) {
                    values[at + choices.features()[i]] = (float) row[i];
                }
            }
        }
    }
}
