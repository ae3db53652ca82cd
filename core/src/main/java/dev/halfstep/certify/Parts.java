package dev.halfstep.certify;

import dev.halfstep.certify.Certified.Part;
import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.network.Pair;
import java.util.ArrayList;
import java.util.List;

/** What a bound is made of, in the box that decides it: what is left of it when one cause after the other is taken away. */
final class Parts {

    private Parts() {}

    /**
     * The parts of a bound, which sum to it.
     *
     * @param bound in the output's unit
     * @param rounding what of it is for rounding in single precision
     * @param factor what one unit of the network's values is in the output's unit
     */
    static List<Part> of(Pair pair, Space space, int target, Slack slack, Box box, double bound, double rounding,
            double factor) {
        var bounds = BoxBounds.of(pair, space, target, slack.output());
        bounds.look(box);
        if (bounds.isByEnds()) {
            return List.of(new Part("clipping of the output", bound - rounding), new Part("float32", rounding));
        }
        var parts = new ArrayList<Part>();
        double left = bound - rounding;
        double[] after = new double[3];
        after[0] = factor * bounds.difference(box);
        bounds.withoutHiddenRounding();
        after[1] = factor * bounds.difference(box);
        bounds.withoutCodes();
        after[2] = factor * bounds.difference(box);
        String[] names = {"rounding of the output", "hidden codes", "codes of the input"};
        for (int i = 0; i < names.length; i++) {
            // Bounds of what is left may be larger now and then: they are bounds.
            double next = Math.clamp(after[i], 0, left);
            parts.add(new Part(names[i], left - next));
            left = next;
        }
        parts.add(new Part("weights, and ends of hidden codes", left));
        parts.add(new Part("float32", rounding));
        return parts.stream().filter(part -> part.amount() > 0).toList();
    }
}
