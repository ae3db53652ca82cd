package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.Findings.CodeStep;
import dev.halfstep.certify.Findings.Monotonicity;
import dev.halfstep.certify.Findings.OutputEnd;
import dev.halfstep.certify.Findings.Sums;
import dev.halfstep.certify.Findings.Verdict;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.grid.Grid;
import dev.halfstep.certify.grid.GridSearch;
import dev.halfstep.certify.grid.LineScan;
import dev.halfstep.certify.grid.Tasks;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found of random networks is what running them on all inputs, or on many, gives. */
class FindingsTest {

    private static final int NETWORKS = Integer.getInteger("halfstep.findings.networks", 30);
    private static final int POINTS = 2_000;

    /** Predictions of a quantized model for rows of features. */
    private static double[][] predicted(RandomPairs pair, List<float[]> rows) {
        int width = rows.getFirst().length;
        var values = new float[rows.size() * width];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r), 0, values, r * width, width);
        }
        float[] all = Predictor.of(pair.quantized()).predict(Tensor.of(Shape.of(rows.size(), width), values)).values()
                .values();
        var predicted = new double[rows.size()][pair.outputs()];
        for (int i = 0; i < all.length; i++) {
            predicted[i / pair.outputs()][i % pair.outputs()] = all[i];
        }
        return predicted;
    }

    private static List<Claim> claims(RandomPairs pair) {
        var claims = new ArrayList<Claim>();
        for (int p = 0; p < pair.domain().parts().size(); p++) {
            if (pair.domain().parts().get(p).features().length == 1) {
                for (int o = 0; o < pair.outputs(); o++) {
                    claims.add(new Claim(o, p, true));
                    claims.add(new Claim(o, p, false));
                }
            }
        }
        return claims;
    }

    private static Findings found(RandomPairs pair, int millis) {
        return Certifier.of(pair.network(), pair.quantized(), pair.domain(), pair.units())
                .certify(CertifyOptions.defaults().withTime(Duration.ofMillis(millis)).withClaims(claims(pair)))
                .findings();
    }

    /** Few values of each feature, so that all inputs can be run. */
    private static RandomPairs counted(RandomPairs pair, Random random) {
        var parts = new ArrayList<Part>();
        for (int f = 0; f < pair.domain().width(); f++) {
            double[][] rows = IntStream.range(0, 2 + random.nextInt(5))
                    .mapToObj(i -> new double[] {(float) (random.nextGaussian() * 2)})
                    .sorted((a, b) -> Double.compare(a[0], b[0])).toArray(double[][]::new);
            parts.add(new Choices(new int[] {f}, rows));
        }
        return new RandomPairs(pair.network(), pair.quantized(), new InputDomain(parts));
    }

    private static List<float[]> all(InputDomain domain) {
        List<float[]> rows = List.of(new float[domain.width()]);
        for (Part part : domain.parts()) {
            var more = new ArrayList<float[]>();
            for (float[] row : rows) {
                for (double[] choice : ((Choices) part).rows()) {
                    float[] other = row.clone();
                    other[part.features()[0]] = (float) choice[0];
                    more.add(other);
                }
            }
            rows = more;
        }
        return rows;
    }

    /** The largest of what a function makes of any two predictions on a line along a feature, the smaller feature first. */
    private interface OfTwo {
        double of(double from, double to, boolean areNeighbours);
    }

    private static double largest(RandomPairs pair, List<float[]> rows, double[][] predicted, int output, int feature,
            OfTwo of) {
        double most = 0;
        double[] values = Arrays.stream(((Choices) pair.domain().parts().get(feature)).rows())
                .mapToDouble(row -> row[0]).sorted().toArray();
        for (int a = 0; a < rows.size(); a++) {
            for (int b = 0; b < rows.size(); b++) {
                float[] other = rows.get(b).clone();
                float from = rows.get(a)[feature];
                float to = other[feature];
                other[feature] = from;
                if (to > from && Arrays.equals(other, rows.get(a))) {
                    boolean next = Arrays.binarySearch(values, to) == Arrays.binarySearch(values, from) + 1;
                    most = Math.max(most, of.of(predicted[a][output], predicted[b][output], next));
                }
            }
        }
        return most;
    }

    @Test
    void whereAllInputsCanBeRunAllIsExact() {
        var verdicts = new EnumMap<Verdict, Integer>(Verdict.class);
        Seeds.forEach(NETWORKS, random -> {
            RandomPairs pair = counted(RandomPairs.of(random), random);
            Findings found = found(pair, 400);
            List<float[]> rows = all(pair.domain());
            double[][] predicted = predicted(pair, rows);
            for (CodeStep step : found.codeSteps()) {
                assertThat(step.isExact()).isTrue();
                assertThat(step.largest()).isCloseTo(largest(pair, rows, predicted, step.target(), step.part(),
                        (from, to, next) -> next ? Math.abs(to - from) : 0), within(1e-5));
            }
            for (Monotonicity each : found.monotonicities()) {
                Claim claim = each.claim();
                double fall = largest(pair, rows, predicted, claim.target(), claim.part(),
                        (from, to, next) -> claim.isRising() ? from - to : to - from);
                boolean isCoded = !found.sums().isEmpty();
                if (isCoded) {
                    assertThat(each.verdict()).isEqualTo(fall > 0 ? Verdict.CONTRADICTED : Verdict.PROVEN);
                    assertThat(each.bound()).isCloseTo(fall, within(1e-5));
                }
                check(pair, each, fall);
                verdicts.merge(each.verdict(), 1, Integer::sum);
            }
            for (OutputEnd end : found.outputEnds()) {
                double share = Arrays.stream(predicted).filter(row -> isAt(end, row)).count() / (double) rows.size();
                assertThat(share).isBetween(end.least() - 1e-9, end.most() + 1e-9);
                assertThat(end.example().isPresent()).isEqualTo(share > 0);
            }
        });
        assertThat(verdicts).containsKeys(Verdict.PROVEN, Verdict.CONTRADICTED);
    }

    private static void check(RandomPairs pair, Monotonicity each, double fall) {
        assertThat(fall).isLessThanOrEqualTo(each.bound() + 1e-5);
        assertThat(each.fall().isPresent()).isEqualTo(each.verdict() == Verdict.CONTRADICTED);
        each.fall().ifPresent(found -> {
            double[][] again = predicted(pair, List.of(found.from(), found.to()));
            int output = each.claim().target();
            assertThat(new double[] {again[0][output], again[1][output]})
                    .containsExactly(found.fromValue(), found.toValue());
            assertThat(each.claim().isRising() ? found.fromValue() - found.toValue()
                    : found.toValue() - found.fromValue()).isPositive();
        });
    }

    private static boolean isAt(OutputEnd end, double[] predicted) {
        return Math.abs(predicted[end.target()] - end.value()) <= 1e-6 * Math.abs(end.value());
    }

    /** Random lines and points of domains that cannot be gone through do not contradict what is said of all of them. */
    @Test
    void nothingThatIsTriedContradicts() {
        var found = new EnumMap<Verdict, Integer>(Verdict.class);
        Seeds.forEach(NETWORKS, random -> {
            RandomPairs pair = RandomPairs.of(random);
            Findings findings = found(pair, 300);
            for (Monotonicity each : findings.monotonicities()) {
                found.merge(each.verdict(), 1, Integer::sum);
                Part part = pair.domain().parts().get(each.claim().part());
                double fall = 0;
                for (int line = 0; line < 5; line++) {
                    double[][] predicted = predicted(pair, line(pair, part, random));
                    for (int a = 0; a < predicted.length; a++) {
                        for (int b = a + 1; b < predicted.length; b++) {
                            double change = predicted[b][each.claim().target()] - predicted[a][each.claim().target()];
                            fall = Math.max(fall, each.claim().isRising() ? -change : change);
                        }
                    }
                }
                check(pair, each, fall);
            }
            ends(pair, findings, random);
        });
        assertThat(found).containsKeys(Verdict.PROVEN, Verdict.CONTRADICTED);
    }

    private static List<float[]> line(RandomPairs pair, Part part, Random random) {
        float[] point = point(pair.domain(), random);
        double[] values = switch (part) {
            case Interval interval -> IntStream.range(0, 200).mapToDouble(
                    i -> (float) (interval.min() + (interval.max() - interval.min()) * i / 199)).toArray();
            case Choices choices -> Arrays.stream(choices.rows()).mapToDouble(row -> row[0]).sorted().toArray();
        };
        return Arrays.stream(values).mapToObj(value -> {
            float[] row = point.clone();
            row[part.features()[0]] = (float) value;
            return row;
        }).toList();
    }

    private static float[] point(InputDomain domain, Random random) {
        var point = new float[domain.width()];
        for (Part part : domain.parts()) {
            switch (part) {
                case Interval interval -> point[interval.feature()] = Math.clamp(
                        (float) (interval.min() + random.nextDouble() * (interval.max() - interval.min())),
                        (float) interval.min(), (float) interval.max());
                case Choices choices -> {
                    double[] row = choices.rows()[random.nextInt(choices.rows().length)];
                    for (int f = 0; f < row.length; f++) {
                        point[part.features()[f]] = (float) row[f];
                    }
                }
            }
        }
        return point;
    }

    private static void ends(RandomPairs pair, Findings findings, Random random) {
        List<float[]> points = IntStream.range(0, POINTS).mapToObj(i -> point(pair.domain(), random)).toList();
        double[][] predicted = predicted(pair, points);
        for (OutputEnd end : findings.outputEnds()) {
            long count = Arrays.stream(predicted).filter(row -> isAt(end, row)).count();
            double room = 5 / Math.sqrt(POINTS) / 2;
            assertThat((double) count / POINTS).isBetween(end.least() - room, end.most() == 0 ? 0 : end.most() + room);
            for (InputDomain box : end.boxes()) {
                List<float[]> inside = IntStream.range(0, 50).mapToObj(i -> point(box, random)).toList();
                assertThat(List.of(predicted(pair, inside))).allMatch(row -> isAt(end, row));
            }
        }
    }

    /** Over one feature, from value to value so closely that there is one border between them at most. */
    @Test
    void noCodeChangesMoreThanItsBound() {
        Map<Boolean, Integer> seen = new HashMap<>();
        Seeds.forEach(NETWORKS, random -> {
            RandomPairs pair = RandomPairs.of(random);
            for (CodeStep step : found(pair, 100).codeSteps()) {
                if (!(pair.domain().parts().get(step.part()) instanceof Interval interval)) {
                    continue;
                }
                seen.merge(step.isExact(), 1, Integer::sum);
                float[] point = point(pair.domain(), random);
                List<float[]> line = IntStream.rangeClosed(0, 4_000).mapToObj(i -> {
                    float[] row = point.clone();
                    row[interval.feature()] = Math.clamp(
                            (float) (interval.min() + (interval.max() - interval.min()) * i / 4_000),
                            (float) interval.min(), (float) interval.max());
                    return row;
                }).toList();
                if (pair.quantized().inputTensors().getFirst().dtype() != DType.INT16) {
                    double[][] predicted = predicted(pair, line);
                    for (int i = 1; i < predicted.length; i++) {
                        assertThat(Math.abs(predicted[i][step.target()] - predicted[i - 1][step.target()]))
                                .isLessThanOrEqualTo(step.bound() + 1e-5);
                    }
                }
            }
        });
        assertThat(seen).isNotEmpty();
    }

    /** The bound that is said where cells cannot be counted, against lines of cells. */
    @Test
    void noStepOfACellIsLargerThanWhatUnitsCanChange() {
        Seeds.forEach(2 * NETWORKS, random -> {
            RandomPairs pair = RandomPairs.of(random);
            if (!(Pairs.quantized(pair.quantized()) instanceof CodedChain chain)) {
                return;
            }
            Space space = Space.of(pair.domain(), chain.slots());
            Grid grid = Grid.of(chain, space, pair.units()).orElseThrow();
            try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
                for (int part = 0; part < space.parts().size(); part++) {
                    if (space.parts().get(part).isLine()) {
                        double found = GridSearch.largest(grid, pair.outputs(), 0, part, LineScan.STEP,
                                new Tasks(threads, 1), () -> false).amount();
                        assertThat(found).isLessThanOrEqualTo(grid.stepBound(0, part) + 1e-9);
                    }
                }
            }
        });
    }

    /** Sums as they are added up, in a random order, for random inputs. */
    @Test
    void noSumNeedsMoreBits() {
        Seeds.forEach(NETWORKS, random -> {
            RandomPairs pair = RandomPairs.of(random);
            List<Sums> sums = found(pair, 100).sums();
            if (sums.isEmpty()) {
                return;
            }
            CodedChain chain = CodedChain.of(pair.quantized());
            for (int i = 0; i < 200; i++) {
                float[] point = point(pair.domain(), random);
                int[] inputs = chain.slots().stream()
                        .mapToInt(slot -> slot.coder().code(point[slot.feature()]) + chain.firstCode()).toArray();
                for (Sums each : sums) {
                    inputs = next(chain.layers().get(each.layer()), inputs, each, random);
                }
            }
            assertThat(sums).allMatch(each -> each.bits() <= each.bitsOfAnyCodes() && each.spare() >= 0);
        });
    }

    private static int[] next(CodedChain.Layer layer, int[] inputs, Sums sums, Random random) {
        var outputs = new int[layer.outputs()];
        long room = 1L << (sums.bits() - 1);
        for (int o = 0; o < outputs.length; o++) {
            var terms = new ArrayList<Long>();
            terms.add(layer.dense().bias(o));
            for (int i = 0; i < inputs.length; i++) {
                terms.add((long) layer.dense().weight(o * inputs.length + i) * inputs[i]);
            }
            Collections.shuffle(terms, random);
            long sum = 0;
            for (long term : terms) {
                sum += term;
                assertThat(sum).isBetween(-room, room - 1);
            }
            outputs[o] = layer.steps(sum, o);
        }
        return outputs;
    }
}
