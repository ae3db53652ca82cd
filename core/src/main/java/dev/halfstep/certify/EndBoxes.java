package dev.halfstep.certify;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.QuantizedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Where an output has the first or the last of its codes: the domain is cut into boxes in which every input, or none, leads there; the
 * largest box of which neither is known is cut next.
 */
final class EndBoxes {

    /** Boxes of which nothing is known may be this part of the domain. */
    private static final double SMALL = 1e-4;
    private static final int MOST_BOXES = 100_000;

    /** So many boxes are told. */
    private static final int TOLD = 5;

    /** An end of a box is moved outwards in so many halvings. */
    private static final int HALVINGS = 6;

    private final Space space;
    private final boolean isUpper;
    private final BoxBounds bounds;
    private final double rounding;
    private final double end;
    /** What is predicted next to the end. */
    private final double next;
    private final Box whole;
    private final List<Box> all = new ArrayList<>();
    /** Of the whole domain: where every input leads there, and where nothing is known. */
    private double sure;
    private double unknown;
    private boolean isKnown = true;

    private enum Reach {
        ALL,
        SOME,
        NONE
    }

    EndBoxes(Pair pair, Space space, int target, Slack slack, boolean isUpper) {
        this.space = space;
        this.isUpper = isUpper;
        bounds = BoxBounds.of(pair, space, target, slack.output());
        rounding = slack.rounding();
        QuantizedNetwork network = pair.quantized();
        double[] values = network.values();
        end = isUpper ? values[values.length - 1] : values[0];
        double inwards = network.step() / network.copies() / 2;
        next = isUpper ? end - inwards : end + inwards;
        whole = space.whole();
    }

    /** Cuts boxes while there is time. */
    void cut(BooleanSupplier goesOn) {
        var open = new PriorityQueue<Box>(Comparator.comparingDouble((Box box) -> -share(box)));
        sort(whole, open);
        int boxes = 1;
        while (!open.isEmpty() && unknown > SMALL && boxes < MOST_BOXES && goesOn.getAsBoolean()) {
            Box box = open.remove();
            if (box.cut == Box.NONE) {
                isKnown = false;
                continue;
            }
            unknown -= share(box);
            for (Box half : space.cut(box, box.cut)) {
                sort(half, open);
                boxes++;
            }
        }
        // Boxes that could not be cut still count; else what is left is rounding.
        unknown = open.isEmpty() && isKnown ? 0 : Math.max(0, unknown);
    }

    private void sort(Box box, PriorityQueue<Box> open) {
        switch (reach(box)) {
            case ALL -> {
                all.add(box);
                sure += share(box);
            }
            case SOME -> {
                box.cut = bounds.widest(box);
                unknown += share(box);
                open.add(box);
            }
            case NONE -> {}
        }
    }

    private Reach reach(Box box) {
        bounds.look(box);
        double least = bounds.predictedLeast(rounding);
        double most = bounds.predictedMost(rounding);
        if (isUpper) {
            return least > next ? Reach.ALL : most < next ? Reach.NONE : Reach.SOME;
        }
        return most < next ? Reach.ALL : least > next ? Reach.NONE : Reach.SOME;
    }

    /** How large a part of the domain a box is. */
    private double share(Box box) {
        double share = 1;
        for (int p = 0; p < space.parts().size(); p++) {
            double width = space.parts().get(p).isInterval() ? 0 : 1;
            double of = whole.max(p) - whole.min(p) + width;
            share *= of == 0 ? 1 : (box.max(p) - box.min(p) + width) / of;
        }
        return share;
    }

    double least() {
        return Math.min(1, sure);
    }

    double most() {
        return Math.min(1, sure + unknown);
    }

    /** What is predicted there. */
    double value() {
        return end;
    }

    /** Some large boxes, grown as far as every input of them leads there. */
    List<Box> largest() {
        var grown = new ArrayList<Box>();
        all.sort(Comparator.comparingDouble(box -> -share(box)));
        for (Box box : all) {
            if (grown.size() < TOLD && grown.stream().noneMatch(other -> holds(other, box))) {
                Box large = grown(box);
                grown.removeIf(other -> holds(large, other));
                grown.add(large);
            }
        }
        grown.sort(Comparator.comparingDouble(box -> -share(box)));
        return grown;
    }

    private boolean holds(Box large, Box small) {
        return IntStream.range(0, space.parts().size())
                .allMatch(p -> large.min(p) <= small.min(p) && large.max(p) >= small.max(p));
    }

    /** Another box, grown from a point, where cutting found few. */
    void add(Point point) {
        Box box = space.at(point.values());
        if (reach(box) == Reach.ALL && all.stream().noneMatch(other -> holds(other, box))) {
            Box large = grown(box);
            all.add(large);
            sure = Math.max(sure, share(large));
        }
    }

    /** What matters least for the output first. */
    private List<Integer> order() {
        bounds.look(whole);
        return IntStream.range(0, space.parts().size()).boxed()
                .sorted(Comparator.comparingDouble(bounds::spread)).toList();
    }

    private Box grown(Box box) {
        Box grown = box;
        for (int p : order()) {
            grown = grown(grown, p, true);
            grown = grown(grown, p, false);
        }
        return grown;
    }

    private Box grown(Box box, int part, boolean isUpwards) {
        double near = isUpwards ? box.max(part) : box.min(part);
        double far = isUpwards ? whole.max(part) : whole.min(part);
        boolean isWhole = !space.parts().get(part).isInterval();
        Box best = box;
        double to = far;
        for (int i = 0; i <= HALVINGS && to != near; i++) {
            Box other = isUpwards ? box.with(part, box.min(part), to) : box.with(part, to, box.max(part));
            if (reach(other) == Reach.ALL) {
                best = other;
                near = to;
            } else {
                far = to;
            }
            double middle = near + (far - near) / 2;
            to = !isWhole ? middle : isUpwards ? Math.floor(middle) : Math.ceil(middle);
        }
        return best;
    }

    /** A box as a smaller domain: all inputs of it that {@code float32} has. */
    InputDomain domain(Box box) {
        var parts = new ArrayList<Part>();
        for (int p = 0; p < space.parts().size(); p++) {
            Axis axis = space.parts().get(p);
            if (axis.isInterval()) {
                parts.add(interval(axis, box, p));
            } else {
                double[][] rows = Arrays.copyOfRange(axis.values(), (int) box.min(p), (int) box.max(p) + 1);
                parts.add(new Choices(axis.features(), rows));
            }
        }
        return new InputDomain(parts);
    }

    /** Next to the border of two codes it is rounding that decides: such values do not belong to a box. */
    private Interval interval(Axis axis, Box box, int part) {
        double blur = Arrays.stream(axis.slots()).mapToObj(space.slots()::get)
                .mapToDouble(slot -> 2 * slot.blur() * slot.step()).sum();
        float min = (float) (box.min(part) == whole.min(part) ? box.min(part) : box.min(part) + blur);
        float max = (float) (box.max(part) == whole.max(part) ? box.max(part) : box.max(part) - blur);
        min = min < box.min(part) ? Math.nextUp(min) : min;
        max = max > box.max(part) ? Math.nextDown(max) : max;
        return new Interval(axis.features()[0], Math.min(min, max), Math.max(min, max));
    }
}
