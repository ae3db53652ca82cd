package dev.halfstep.tflite;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Problem;

import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.search.Adviser;
import dev.halfstep.search.Parts;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What people do with a model, whatever it is: look at it, quantize it, write that and read it back, evaluate it and explain it. Each
 * step ends in a result or a {@link Problem}; all else that is thrown is a finding.
 */
final class Uses {

    /** Fitting takes milliseconds for networks of so many constant elements. */
    private static final long FITTED = 400;
    private static final int MOST_ROWS = 8;
    private static final int ADVISED_ROWS = 10;

    private static final List<Graph> SOUND = HostileFiles.sound().stream().map(TfliteReader::read).toList();

    private final Graph graph;
    private final SplittableRandom random;

    private Uses(Graph graph, SplittableRandom random) {
        this.graph = graph;
        this.random = random;
    }

    /** Does it all, as far as it goes; what is chosen, such as precisions and recipes, is drawn at random. */
    static void of(Graph graph, SplittableRandom random) {
        var uses = new Uses(graph, random);
        uses.look(graph);
        Survival.attempt(uses::explainItself);
        Survival.attempt(uses::quantize);
    }

    /**
     * The same with a network that a seed stands for: a damaged file, a sound one with other tensors, or one that was made up.
     *
     * @return whether it is a network
     */
    static boolean ofAny(long seed) {
        var random = new SplittableRandom(seed);
        Optional<Graph> drawn = drawn(random);
        drawn.filter(Survival::isSmall).ifPresent(graph -> {
            Graph read = TfliteReader.read(TfliteWriter.toBytes(graph));
            Survival.writeAndRead(read);
            Survival.run(read, random);
            of(read, random);
        });
        return drawn.isPresent();
    }

    private static Optional<Graph> drawn(SplittableRandom random) {
        try {
            return switch (random.nextInt(8)) {
                case 0 -> Survival.read(HostileFiles.of(random::nextInt));
                case 1, 2, 3 -> Optional.of(AlteredNetworks.of(SOUND.get(random.nextInt(SOUND.size())), random));
                default -> Optional.of(RandomNetworks.of(random));
            };
        } catch (Problem noNetwork) {
            return Optional.empty();
        }
    }

    /** All that a result holds is looked at. */
    private static void say(Object result) {
        if (String.valueOf(result).isEmpty()) {
            throw new AssertionError("a result without words: " + result.getClass());
        }
    }

    private void look(Graph model) {
        Survival.attempt(() -> Precision.of(model));
        Survival.attempt(() -> {
            Interface ends = Interface.of(model);
            ends.inputs().forEach(port -> port.domain().ifPresent(domain -> domain.step()));
            ends.outputs().forEach(port -> port.domain().ifPresent(domain -> domain.max()));
        });
        Survival.attempt(() -> EdgeCoding.of(model).text());
        model.tensors().forEach(Uses::say);
    }

    /** A model that is quantized already; float ones are refused, or have nothing to explain. */
    private void explainItself() {
        explain(graph, Optional.empty(), rows());
    }

    private void quantize() {
        Graph network = Quantizer.floatNetwork(graph);
        Precision precision = pick(Precision.values());
        DType edge = precision.edges().get(random.nextInt(precision.edges().size()));
        Recipe recipe = recipe(network);
        List<Value> samples = samples();
        Plan plan = Quantizer.plan(network, precision, edge, recipe, Samples.of(samples), done -> {});
        if (!Plan.fromJson(plan.toJson()).equals(plan)) {
            throw new AssertionError("a plan is another after JSON: " + plan.toJson());
        }
        Graph applied = Quantizer.apply(network, plan);
        Survival.writeAndRead(applied);
        Graph model = TfliteReader.read(TfliteWriter.toBytes(applied));
        look(model);
        Survival.run(model, random);
        Survival.attempt(() -> explainOutputs(model, Optional.of(network), samples));
        Survival.attempt(() -> explainOutputs(model, Optional.empty(), samples));
        if (samples.size() == 1 && samples.getFirst() instanceof Tensor rows) {
            compare(network, model, rows);
        }
    }

    private void compare(Graph network, Graph model, Tensor rows) {
        Survival.attempt(() -> evaluate(model, rows));
        Survival.attempt(() -> explain(model, Optional.of(random.nextInt(4) == 0 ? graph : network), rows));
        if (random.nextInt(16) == 0) {
            Survival.attempt(() -> advise(model, network));
        }
    }

    private void evaluate(Graph model, Tensor rows) {
        Tensor labels = labels(model, rows);
        var units = new double[labels.values().length / labels.shape().extent(0)];
        Arrays.fill(units, 2);
        say(Evaluator.on(rows, labels, units).against(graph).evaluate(model));
    }

    private Tensor labels(Graph model, Tensor rows) {
        Tensor predicted = Predictor.of(model).predict(rows).values();
        float[] values = predicted.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) random.nextGaussian();
        }
        return Tensor.of(predicted.shape(), values);
    }

    private void explain(Graph model, Optional<Graph> floats, Tensor rows) {
        Tensor labels = labels(model, rows);
        Units units = Units.of(model);
        int targets = Math.max(1, units.targets().size());
        var subject = Subject.of(model, floats, rows, Subject.numbered(rows.shape().extent(0)),
                Optional.of(new Subject.Labels(labels, units.decoder().inUnits(labels, targets))), units);
        Survival.attempt(() -> say(ErrorBudget.of(subject, pick(ErrorBudget.Grouping.values()))));
        Survival.attempt(() -> say(CodeUseCheck.check(subject)));
        Survival.attempt(
                () -> say(MisuseSearch.search(subject, Optional.of("1.5").filter(seen -> random.nextBoolean()))));
    }

    /** Whatever the number of inputs and outputs; shares sum to what they are shares of. */
    private void explainOutputs(Graph model, Optional<Graph> floats, List<Value> samples) {
        List<Subject> outputs = Subject.ofOutputs(model, floats, samples);
        for (Budget budget : ErrorBudget.ofOutputs(outputs, pick(ErrorBudget.Grouping.values()), done -> {})) {
            double sum = budget.players().stream().mapToDouble(share -> share.share().standardised()).sum();
            double sizes = budget.players().stream().mapToDouble(share -> Math.abs(share.share().standardised())).sum();
            if (Math.abs(sum - budget.total().standardised()) > 1e-9 * sizes) {
                throw new AssertionError("shares sum to " + sum + ": " + budget);
            }
        }
        outputs.forEach(output -> say(CodeUseCheck.checkOutput(output)));
        say(CodeUseCheck.check(outputs.getFirst()));
    }

    private void advise(Graph model, Graph network) {
        Tensor rows = rows(ADVISED_ROWS);
        Parts parts = Parts.of(network, rows, Optional.empty());
        Adviser.advise(new Adviser.Request(model, network, parts.fitting(), parts.validation(), true, Units.of(model),
                random.nextBoolean(), (precision, edge, options) -> precision.label()), Adviser.Effort.QUICK,
                done -> {});
    }

    private Recipe recipe(Graph network) {
        Recipe base = switch (random.nextInt(16)) {
            case 0, 6, 7 -> Recipe.TENSORFLOW;
            case 1, 3, 4, 5 -> Recipe.DEFAULT.withFeatureCodes(true);
            case 2 -> elements(network) <= FITTED ? Recipe.BEST : Recipe.DEFAULT;
            default -> Recipe.DEFAULT;
        };
        Recipe recipe = switch (random.nextInt(14)) {
            case 0 -> base.withVernier(1 + random.nextInt(4));
            case 1 -> base.withWidth(1 + random.nextInt(3));
            case 2 -> base.withRanges(pick(RangeMethod.values()));
            case 3 -> base.withEqualization(random.nextBoolean()).withBiasCorrection(random.nextBoolean());
            case 4 -> base.withKeepFloat(List.of(graph.nodes().isEmpty() ? "ADD"
                    : graph.nodes().get(random.nextInt(graph.nodes().size())).op().name()));
            case 5 -> base.withPerChannelWeights(random.nextBoolean()).withFitting(Effort.QUICK);
            case 6 -> base.withDynamicRangeMinElements(random.nextInt(8));
            case 7 -> base.withHeadroom(random.nextDouble()).withHiddenHeadroom(random.nextDouble());
            case 8 -> base.withOutputRange(new Range((float) -random.nextDouble(), (float) random.nextDouble(9)));
            case 9 -> base.withInputRanges(
                    Collections.nCopies(1 + random.nextInt(4), new Range(-1, (float) random.nextDouble())),
                    List.of());
            default -> base;
        };
        if (!Recipe.fromJson(recipe.toJson()).equals(recipe)) {
            throw new AssertionError("a recipe is another after JSON: " + recipe.toJson());
        }
        return recipe;
    }

    private static long elements(Graph network) {
        return network.tensors().stream().filter(TensorInfo::isConstant).mapToLong(t -> t.shape().elements()).sum();
    }

    private List<Value> samples() {
        int count = 1 + random.nextInt(MOST_ROWS);
        return graph.inputTensors().stream().map(input -> sample(input, count)).toList();
    }

    private Value sample(TensorInfo input, int count) {
        return input.dtype() == DType.FLOAT32 ? real(input, count) : Survival.value(input, count, random);
    }

    private Tensor rows() {
        return rows(1 + random.nextInt(MOST_ROWS));
    }

    private Tensor rows(int count) {
        return real(graph.inputTensors().getFirst(), count);
    }

    /** Ordinary values; constant columns, integers and large ones now and then. */
    private Tensor real(TensorInfo input, int count) {
        Shape shape = input.shape().rank() == 0 ? Shape.of(count) : input.shape().with(0, count);
        var values = new float[shape.elements()];
        int kind = random.nextInt(12);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind) {
                case 0 -> 0;
                case 1 -> random.nextInt(-3, 4);
                case 2 -> (float) (random.nextGaussian() * 1e-30);
                case 3 -> (float) (random.nextGaussian() * 1e30);
                case 4 -> 1.5f;
                default -> (float) random.nextGaussian();
            };
        }
        return Tensor.of(shape, values);
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
