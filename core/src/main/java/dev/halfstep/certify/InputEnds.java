package dev.halfstep.certify;

import dev.halfstep.certify.Findings.InputEnd;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.network.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where parts of a domain lie beyond the codes of their features: there all of them have the first or the last one. */
final class InputEnds {

    private final Space space;

    private InputEnds(Space space) {
        this.space = space;
    }

    static List<InputEnd> of(Space space) {
        var ends = new InputEnds(space);
        var found = new ArrayList<InputEnd>();
        for (int p = 0; p < space.parts().size(); p++) {
            ends.add(found, p, false);
            ends.add(found, p, true);
        }
        return found;
    }

    private void add(List<InputEnd> found, int part, boolean isUpper) {
        List<Part> parts = new ArrayList<>(space.domain().parts());
        switch (parts.get(part)) {
            case Interval interval -> {
                double end = end(interval.feature(), isUpper);
                boolean isBeyond = isUpper ? interval.max() > end : interval.min() < end;
                if (isBeyond) {
                    parts.set(part, isUpper
                            ? new Interval(interval.feature(), Math.max(interval.min(), end), interval.max())
                            : new Interval(interval.feature(), interval.min(), Math.min(interval.max(), end)));
                    found.add(new InputEnd(part, isUpper, new InputDomain(parts)));
                }
            }
            case Choices choices -> {
                double[][] rows = Arrays.stream(choices.rows()).filter(row -> isBeyond(choices, row, isUpper))
                        .toArray(double[][]::new);
                if (rows.length > 0) {
                    parts.set(part, new Choices(choices.features(), rows));
                    found.add(new InputEnd(part, isUpper, new InputDomain(parts)));
                }
            }
        }
    }

    private boolean isBeyond(Choices choices, double[] row, boolean isUpper) {
        for (int f = 0; f < row.length; f++) {
            double end = end(choices.features()[f], isUpper);
            if (isUpper ? row[f] > end : row[f] < end) {
                return true;
            }
        }
        return false;
    }

    /** Half a step beyond the last value that a code of the feature stands for, of whichever slot reaches furthest. */
    private double end(int feature, boolean isUpper) {
        double end = isUpper ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (Slot slot : space.slots()) {
            if (slot.feature() == feature) {
                end = slot.isReal() ? end
                        : isUpper ? Math.max(end, slot.border(slot.levels())) : Math.min(end, slot.border(0));
            }
        }
        // A feature without codes has no ends.
        return Double.isInfinite(end) ? -end : end;
    }
}
