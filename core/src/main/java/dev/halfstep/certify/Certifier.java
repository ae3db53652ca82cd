package dev.halfstep.certify;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certified.Part;
import dev.halfstep.certify.Certified.Range;
import dev.halfstep.certify.Certified.Witness;
import dev.halfstep.certify.bound.Measure;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.chain.QuantizedChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Proves how far a quantized model can be from its float model, over all inputs of a domain. */
public final class Certifier {

    /** A bound this near to what was found, as a part of it, is the supremum. */
    private static final double EXACT = 1e-6;

    /** Nor is it where the arithmetic of the proof itself is not known more closely than this part of what was found. */
    private static final double KNOWN = 1e-4;

    /** The range of an output gets this part of its time, for each end. */
    private static final int RANGE_SHARE = 20;

    /** Room for whatever is done more than once in double precision. */
    private static final double ROOM = 16;

    private final Pair pair;
    private final Space space;
    private final List<OutputUnit> units;
    private final Models models;

    private Certifier(Pair pair, Space space, Models models) {
        this.pair = pair;
        this.space = space;
        this.models = models;
        units = models.units();
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
        Pair pair = Pairs.of(network, quantized);
        requireWidth(domain, pair.network());
        if (units.size() != pair.network().outputs()) {
            throw new IllegalArgumentException(units.size() + " units for " + pair.network().outputs() + " outputs");
        }
        Space space = Space.of(domain, pair.quantized().slots());
        var models = new Models(space, List.copyOf(units), Predictor.of(network), Predictor.of(quantized));
        Agreement.require(pair, space, models);
        return new Certifier(pair, space, models);
    }

    /** Looks for bounds, one output after the other, then for what else is to be found out. */
    public Certified certify(CertifyOptions options) {
        long start = System.nanoTime();
        options.claims().forEach(this::require);
        CertifyOptions ofBounds = options.withTime(options.time().minus(Prover.time(options)));
        var bounds = new ArrayList<OutputBound>();
        try (ExecutorService threads = Executors.newFixedThreadPool(options.threads())) {
            for (int t = 0; t < units.size(); t++) {
                long end = start + ofBounds.time().toNanos() / units.size() * (t + 1);
                bounds.add(bound(t, ofBounds, threads, start, end));
            }
            Findings findings = new Prover(pair, space, models, options, threads).prove(bounds);
            return new Certified(bounds, findings, (System.nanoTime() - start) / 1e9);
        }
    }

    private void require(Findings.Claim claim) {
        if (claim.target() < 0 || claim.target() >= units.size() || claim.part() < 0
                || claim.part() >= space.parts().size()) {
            throw new IllegalArgumentException("there is no output or part as in " + claim);
        }
        if (!space.parts().get(claim.part()).isLine()) {
            throw Problem.option("a choice of several features at once has no order in which an output could rise");
        }
    }

    private OutputBound bound(int target, CertifyOptions options, ExecutorService threads, long start, long end) {
        double[] values = pair.quantized().copies() == 1 ? pair.quantized().values() : new double[0];
        var measure = new Measure(units.get(target), values);
        Slack slack = Slack.of(pair, space, target);
        double total = options.time().toNanos();
        Search.Outcome outcome = new Search(space, () -> new DeviationObjective(pair, space, target, measure, slack),
                options, threads, end).run(
                        (bound, found) -> options.progress().at(target, bound, found,
                                Math.min(1, (System.nanoTime() - start) / total)));
        Witness witness = models.witness(outcome.best(), target);
        double real = models.network(witness.input())[target];
        double bound = Math.max(outcome.bound(), Math.abs(witness.deviation()));
        double rounding = bound - Math.min(bound, outcome.real());
        double found = outcome.best().value();
        double off = slack.rounding() + slack.blur();
        double known = measure.largest(-off, off, real, real);
        boolean exact = outcome.real() - found <= EXACT * found + Math.min(2 * known, KNOWN * found);
        double step = pair.quantized().values().length > 0 ? pair.quantized().step() : Double.NaN;
        List<Part> parts = Double.isNaN(measure.factor()) ? List.of()
                : Parts.of(pair, space, target, slack,
                        exact ? space.at(Tensor.widened(witness.input())) : outcome.worst(), bound,
                        rounding, measure.factor());
        return new OutputBound(target, bound, bound / measure.largest(0, step, real, real), rounding, witness, parts,
                range(target, slack, options, threads),
                exact ? Method.EXACT : Method.BRANCH_AND_BOUND, outcome.boxes());
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
                            end).run().bound();
            ends[i] = units.get(target).inUnits(isMost ? bound : -bound);
        }
        return new Range(ends[0], ends[1]);
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
        double[] rounding = chain.rounding(magnitudes, ROOM * RealNetwork.DOUBLE_ROUNDING);
        var ranges = new double[chain.outputs()][2];
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(options.threads())) {
            for (int i = 0; i < 2 * ranges.length; i++) {
                int target = i / 2;
                boolean isMost = i % 2 == 1;
                long end = start + options.time().toNanos() / (2L * ranges.length) * (i + 1);
                Search.Outcome outcome = new Search(space,
                        () -> new RealObjective(chain, space, target, isMost, rounding[target]), options,
                        threads, end).run();
                ranges[target][i % 2] = isMost ? outcome.bound() : -outcome.bound();
            }
        }
        return ranges;
    }

    private static void requireWidth(InputDomain domain, RealNetwork network) {
        if (domain.width() != network.inputs()) {
            throw Problem
                    .option("the domain has " + domain.width() + " features, and the model takes " + network.inputs());
        }
    }
}
