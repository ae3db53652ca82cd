package dev.halfstep.report.page;

import dev.halfstep.certificate.Certificate;
import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.domain.DomainSpec;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.ReportData;
import dev.halfstep.study.WorstCase;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Data for reports: models that were really quantized and run, with explanations that are made up around what they predict.
 *
 * @param scored whether there is a precision table
 */
record ReportFixture(String model, Graph quantized, Optional<Graph> reference, Tensor inputs,
        Optional<Subject.Labels> labels, Units units, boolean scored, Function<Subject, Explanation> explanation) {

    private static final Path EXAMPLES = Path.of("..", "examples");

    /** The example's model, quantized as TensorFlow does and run on the test rows. */
    static ReportFixture wages(Precision precision) {
        Graph graph = read(EXAMPLES.resolve("wages.tflite"));
        Pipeline pipeline = Pipeline.fromJson(graph.text(Pipeline.METADATA_NAME).orElseThrow());
        Table table = TableReader.read(EXAMPLES.resolve("wages.csv"), pipeline.readOptions(true));
        int[] train = Rows.select(pipeline, table, Optional.of(Rows.TRAIN), Rows.TEST);
        int[] test = Rows.select(pipeline, table, Optional.of(Rows.TEST), Rows.TEST);
        Graph network = Quantizer.floatNetwork(graph);
        Graph quantized = quantized(network, precision, pipeline.encode(table, train, Unseen.ERROR));
        var units = new Units(
                pipeline.features().stream().map(f -> new Units.Feature(f.name(), f.mean(), f.deviation())).toList(),
                pipeline.targetNames(), pipeline::inUnits, true);
        var labels = new Subject.Labels(pipeline.labels(table, test), pipeline.labelsInUnits(table, test));
        return new ReportFixture(precision.label(), quantized, Optional.of(network),
                pipeline.encode(table, test, Unseen.ERROR), Optional.of(labels), units, true,
                MadeUpExplanation::of);
    }

    private static Graph read(Path file) {
        try {
            return TfliteReader.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Graph quantized(Graph network, Precision precision, Tensor rows) {
        return TfliteReader.read(TfliteWriter.toBytes(Quantizer.apply(network, Quantizer.plan(network, precision,
                precision.edges().getFirst(), Recipe.TENSORFLOW, rows))));
    }

    /** A network of random weights, quantized to full-uint8 and run on random rows. */
    static ReportFixture random(int features, int targets, int rows, IntFunction<String> names) {
        var random = new Random(7);
        Graph network = network(random, features, targets);
        Tensor inputs = gaussian(random, rows, features, 1);
        Tensor noise = gaussian(random, rows, targets, 3);
        var units = new Units(
                IntStream.range(0, features).mapToObj(f -> new Units.Feature(names.apply(f), 10, 2)).toList(),
                IntStream.range(0, targets).mapToObj(t -> names.apply(features + t)).toList(),
                (target, standardised) -> 100 + 25.0 * (target + 1) * standardised, true);
        double[] inUnits = IntStream.range(0, noise.values().length)
                .mapToDouble(i -> units.decoder().inUnits(i % targets, noise.values()[i])).toArray();
        Tensor few = gaussian(random, 50, features, 1);
        return new ReportFixture("full-uint8", quantized(network, Precision.FULL_UINT8, few), Optional.of(network),
                inputs, Optional.of(new Subject.Labels(noise, inUnits)), units, true, MadeUpExplanation::of);
    }

    private static Graph network(Random random, int features, int targets) {
        var builder = new Graph.Builder();
        int input = builder.add(TensorInfo.real("in", Shape.of(1, features)).withOpenBatch());
        int hidden = builder.add(TensorInfo.real("hidden", Shape.of(1, 8)).withOpenBatch());
        int output = builder.add(TensorInfo.real("out", Shape.of(1, targets)).withOpenBatch());
        dense(builder, random, Activation.RELU, input, hidden, features, 8);
        dense(builder, random, Activation.NONE, hidden, output, 8, targets);
        return builder.inputs(List.of(input)).outputs(List.of(output)).build();
    }

    private static void dense(Graph.Builder builder, Random random, Activation activation, int from, int to, int width,
            int units) {
        int weights = builder.add(TensorInfo.constant("weights" + to,
                gaussian(random, units, width, 1 / Math.sqrt(width))));
        int bias = builder.add(TensorInfo.constant("bias" + to, Tensor.of(Shape.of(units), new float[units])));
        builder.add(new Node(FullyConnected.with(activation), List.of(from, weights, bias), List.of(to)));
    }

    private static Tensor gaussian(Random random, int rows, int width, double deviation) {
        var values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(Shape.of(rows, width), values);
    }

    ReportFixture withoutLabels() {
        return new ReportFixture(model, quantized, reference, inputs, Optional.empty(), units, false, explanation);
    }

    ReportFixture withoutReference() {
        return new ReportFixture(model, quantized, Optional.empty(), inputs, labels, units, false, explanation);
    }

    ReportFixture explainedBy(Function<Subject, Explanation> other) {
        return new ReportFixture(model, quantized, reference, inputs, labels, units, scored, other);
    }

    ReportData data(String... headline) {
        Subject subject = Subject.of(quantized, reference, inputs, rowNumbers(), labels, units);
        return new ReportData(model, "wages.csv", Arrays.asList(headline), models(), subject,
                explanation.apply(subject));
    }

    /** The same with a worst case that is proven a little, and the same once more as if with other ranges. */
    ReportData proven(String ranges) {
        var pair = new ModelPair(Digested.of(Path.of("f.tflite"), TfliteWriter.toBytes(reference.orElseThrow())),
                Digested.of(Path.of("q.tflite"), TfliteWriter.toBytes(quantized)));
        ModelDomain domain = ModelDomain.of(pair.described(),
                DomainSpec.ofValues(ModelDomain.names(pair.described()), inputs));
        Certified certified = Certifier.of(reference.orElseThrow(), quantized, domain.inputs(), pair.units())
                .certify(CertifyOptions.defaults().withTime(Duration.ofMillis(200)));
        Evaluation evaluation = evaluator().evaluate(quantized);
        ReportData data = data();
        return new ReportData(data.model(), data.data(), data.headline(), data.models(), data.subject(),
                data.explanation(),
                Optional.of(new WorstCase(Precision.FULL_UINT8, Certificate.of(pair, domain, certified),
                        List.of(new WorstCase.Trial("as they are", certified, evaluation),
                                new WorstCase.Trial(ranges, certified, evaluation)))));
    }

    private Evaluator evaluator() {
        return Evaluator.on(inputs, labels.orElseThrow().standardised(), labels.get().inUnits(), units.decoder())
                .against(reference.orElseThrow());
    }

    /** Lines of the file: numbers that differ from indices. */
    private int[] rowNumbers() {
        return IntStream.range(0, inputs.shape().extent(0)).map(row -> 3 * row + 2).toArray();
    }

    private List<ReportData.ModelRow> models() {
        if (!scored || labels.isEmpty() || reference.isEmpty()) {
            return List.of();
        }
        Evaluator evaluator = evaluator();
        var rows = new ArrayList<ReportData.ModelRow>();
        rows.add(new ReportData.ModelRow("float32", 8944, evaluator.evaluate(reference.get())));
        for (Precision precision : List.of(Precision.DYNAMIC_RANGE, Precision.INT8, Precision.INT16X8)) {
            Graph other = quantized(reference.get(), precision, inputs);
            rows.add(new ReportData.ModelRow(precision.label(), TfliteWriter.toBytes(other).length,
                    evaluator.evaluate(other)));
        }
        if (rows.stream().noneMatch(row -> row.name().equals(model))) {
            rows.add(new ReportData.ModelRow(model, TfliteWriter.toBytes(quantized).length,
                    evaluator.evaluate(quantized)));
        }
        return rows;
    }
}
