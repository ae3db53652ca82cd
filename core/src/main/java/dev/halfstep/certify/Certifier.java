package dev.halfstep.certify;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certified.Part;
import dev.halfstep.certify.Certified.Range;
import dev.halfstep.certify.Certified.Witness;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Proves how far a quantized model can be from its float model, over all inputs of a domain. */
public final class Certifier {

    /** A bound this near to what was found, as a part of it, is the supremum. */
    private static final double EXACT = 1e-6;

    /** The range of an output gets this part of its time, for each end. */
    private static final int RANGE_SHARE = 20;

    private final Pair pair;
    private final Space space;
    private final List<OutputUnit> units;
    private final Predictor network;
    private final Predictor quantized;

    private Certifier(Pair pair, Space space, List<OutputUnit> units, Predictor network, Predictor quantized) {
        this.pair = pair;
        this.space = space;
        this.units = List.copyOf(units);
        this.network = network;
        this.quantized = quantized;
    }

    /**
     * Prepares a proof.
     *
     * @param network the float model
     * @param quantized what was made of it
     * @param domain in real values of the network's input
     * @param units one for each value that is predicted for a row
     * @throws Problem that names what cannot be proven, and what can be had instead
     */
    public static Certifier of(Graph network, Graph quantized, InputDomain domain, List<OutputUnit> units) {
        FloatChain chain = FloatChain.of(network);
        QuantizedChain coded = quantized(quantized);
        requireWidth(domain, chain);
        if (units.size() != chain.outputs()) {
            throw new IllegalArgumentException(units.size() + " units for " + chain.outputs() + " outputs");
        }
        return new Certifier(Pair.of(chain, coded), Space.of(domain, coded.slots()), units, Predictor.of(network),
                Predictor.of(quantized));
    }

    private static QuantizedChain quantized(Graph graph) {
        boolean isInteger = graph.nodes().stream().filter(node -> node.op() instanceof FullyConnected)
                .anyMatch(node -> graph.tensor(node.input(FullyConnected.DATA)).dtype().isInteger());
        return isInteger ? CodedChain.of(graph) : WeightsChain.of(graph);
    }

    /** Looks for bounds, one output after the other. */
    public Certified certify(CertifyOptions options) {
        long start = System.nanoTime();
        var bounds = new ArrayList<OutputBound>();
        try (ExecutorService threads = Executors.newFixedThreadPool(options.threads())) {
            for (int t = 0; t < units.size(); t++) {
                long end = start + options.time().toNanos() / units.size() * (t + 1);
                bounds.add(bound(t, options, threads, start, end));
            }
        }
        return new Certified(bounds, (System.nanoTime() - start) / 1e9);
    }

    private OutputBound bound(int target, CertifyOptions options, ExecutorService threads, long start, long end) {
        double[] values = pair.quantized() instanceof CodedChain coded && coded.copies() == 1 ? coded.values()
                : new double[0];
        var measure = new Measure(units.get(target), values);
        Slack slack = Slack.of(pair, space, target);
        double total = options.time().toNanos();
        Search.Outcome outcome = new Search(space, () -> new DeviationObjective(pair, space, target, measure, slack),
                options, threads, end).run(
                        (bound, found) -> options.progress().at(target, bound, found,
                                Math.min(1, (System.nanoTime() - start) / total)));
        Witness witness = witness(outcome.best(), target);
        double bound = Math.max(outcome.bound(), Math.abs(witness.deviation()));
        double real = network(witness.input())[target];
        double rounding = measure.largest(-slack.floatRounding(), slack.floatRounding(), real, real);
        double found = outcome.best().value();
        double off = measure.largest(-slack.rounding(), slack.rounding(), real, real);
        boolean exact = bound - rounding - found <= EXACT * found + 2 * off;
        double step = pair.quantized() instanceof CodedChain coded ? coded.step() : Double.NaN;
        return new OutputBound(target, bound, bound / measure.largest(0, step, real, real), rounding, witness,
                parts(target, measure, slack, outcome.worst(), bound, rounding, exact),
                range(target, slack, options, threads),
                exact ? Method.EXACT : Method.BRANCH_AND_BOUND, outcome.boxes());
    }

    private List<Part> parts(int target, Measure measure, Slack slack, Box worst, double bound, double rounding,
            boolean exact) {
        return exact || Double.isNaN(measure.factor()) ? List.of()
                : Parts.of(pair, space, target, slack, worst, bound, rounding, measure.factor());
    }

    private float[] network(float[] input) {
        return network.predict(Tensor.of(Shape.of(1, input.length), input)).values().values();
    }

    /** What the quantized network can predict, for a part of the time. */
    private Range range(int target, Slack slack, CertifyOptions options, ExecutorService threads) {
        long now = System.nanoTime();
        var ends = new double[2];
        for (int i = 0; i < 2; i++) {
            boolean isMost = i == 1;
            long end = now + (i + 1) * options.time().toNanos() / RANGE_SHARE / units.size();
            double bound =
                    new Search(space, () -> new EndObjective(pair, space, target, slack, isMost), options, threads,
                            end).run((most, found) -> {}).bound();
            ends[i] = units.get(target).inUnits(isMost ? bound : -bound);
        }
        return new Range(ends[0], ends[1]);
    }

    /** A point as both models take it, in single precision, in the cell that was meant. */
    private Witness witness(Point point, int target) {
        float[] input = new float[space.domain().width()];
        for (int f = 0; f < input.length; f++) {
            input[f] = nearby(point, f);
        }
        Tensor row = Tensor.of(Shape.of(1, input.length), input);
        float coded = quantized.predict(row).values().values()[target];
        float real = network(input)[target];
        return new Witness(input, units.get(target).inUnits(coded), units.get(target).inUnits(real));
    }

    private float nearby(Point point, int feature) {
        float near = (float) point.values()[feature];
        for (float value : new float[] {near, Math.nextUp(near), Math.nextDown(near)}) {
            boolean inCell = true;
            for (int s = 0; s < point.codes().length; s++) {
                Slot slot = space.slots().get(s);
                inCell &= slot.feature() != feature || slot.coder().code(value) == point.codes()[s];
            }
            if (inCell) {
                return value;
            }
        }
        return near;
    }

    /**
     * The least and the largest that a float network can give over a domain, or a little more.
     *
     * @return {@code [outputs][2]}, in the network's own values; in {@code float32}, in any order of sums
     */
    public static double[][] outputRange(Graph network, InputDomain domain, CertifyOptions options) {
        FloatChain chain = FloatChain.of(network);
        requireWidth(domain, chain);
        Space space = Space.of(domain, List.of());
        double[] magnitudes = space.magnitudes();
        double[] rounding = chain.rounding(magnitudes, FloatChain.FLOAT_ROUNDING);
        var ranges = new double[chain.outputs()][2];
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(options.threads())) {
            for (int i = 0; i < 2 * ranges.length; i++) {
                int target = i / 2;
                boolean isMost = i % 2 == 1;
                long end = start + options.time().toNanos() / (2L * ranges.length) * (i + 1);
                Search.Outcome outcome = new Search(space,
                        () -> new RealObjective(chain, space, target, isMost, rounding[target]), options, threads, end)
                        .run((bound, found) -> {});
                ranges[target][i % 2] = isMost ? outcome.bound() : -outcome.bound();
            }
        }
        return ranges;
    }

    private static void requireWidth(InputDomain domain, FloatChain chain) {
        if (domain.width() != chain.inputs()) {
            throw Problem
                    .option("the domain has " + domain.width() + " features, and the model takes " + chain.inputs());
        }
    }
}
