package dev.halfstep.certificate;

import dev.halfstep.calibrate.Range;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.chain.FitRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** Ranges that let nothing of a domain clip: those of its features, and what the float network can give over it. */
public final class DomainRanges {

    /** For finding out how far outputs can reach: what is not found out in it costs a little of their resolution. */
    private static final Duration LOOKING = Duration.ofSeconds(10);

    private DomainRanges() {}

    /** A recipe with these ranges. */
    public static Recipe in(Recipe recipe, Graph network, ModelDomain domain) {
        InputDomain inputs = domain.inputs();
        Range outputs =
                Arrays.stream(Certifier.outputRange(network, inputs, CertifyOptions.defaults().withTime(LOOKING)))
                        .map(range -> outwards(range[0], range[1])).reduce(Range::union).orElseThrow();
        var features = new Range[inputs.width()];
        var groups = new ArrayList<FitRequest.Group>();
        for (InputDomain.Part part : inputs.parts()) {
            switch (part) {
                case InputDomain.Interval interval ->
                    features[interval.feature()] = outwards(interval.min(), interval.max());
                case InputDomain.Choices choices -> {
                    double[] low = ends(choices, Math::min);
                    double[] high = ends(choices, Math::max);
                    if (isOneHot(choices, low, high)) {
                        groups.add(new FitRequest.Group(choices.features()[0], choices.features().length));
                    }
                    for (int f = 0; f < low.length; f++) {
                        features[choices.features()[f]] = outwards(low[f], high[f]);
                    }
                }
            }
        }
        return recipe.withInputRanges(Arrays.asList(features), groups).withOutputRange(outputs);
    }

    /** The smallest or the largest value of each feature. */
    private static double[] ends(InputDomain.Choices choices, DoubleBinaryOperator which) {
        return IntStream.range(0, choices.features().length).mapToDouble(f -> Arrays.stream(choices.rows())
                .mapToDouble(row -> row[f]).reduce(which).orElseThrow()).toArray();
    }

    /** Whether each combination has one feature at its largest value, where others are smaller, and all others at their smallest. */
    private static boolean isOneHot(InputDomain.Choices choices, double[] low, double[] high) {
        int width = choices.features().length;
        return width > 1 && choices.features()[width - 1] - choices.features()[0] == width - 1
                && Arrays.stream(choices.rows()).allMatch(row -> IntStream.range(0, width)
                        .filter(f -> high[f] > low[f]).allMatch(f -> row[f] == low[f] || row[f] == high[f])
                        && IntStream.range(0, width).filter(f -> high[f] > low[f] && row[f] == high[f]).count() == 1);
    }

    /** The smallest range of floats that holds two doubles. */
    private static Range outwards(double low, double high) {
        float min = (float) low;
        float max = (float) high;
        return new Range(min > low ? Math.nextDown(min) : min, max < high ? Math.nextUp(max) : max);
    }
}
