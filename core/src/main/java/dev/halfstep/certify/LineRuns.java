package dev.halfstep.certify;

import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.Findings.Fall;
import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.grid.LineScan;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Looks for two inputs that contradict a claim by running the model along random lines, where it has no codes to go by. */
final class LineRuns {

    /** Places along a line. */
    private static final int PLACES = 64;

    /** So many lines are looked at, however short the time is. */
    private static final int LEAST_LINES = 50;

    private final Space space;
    private final Models models;
    private final Claim claim;
    private final RandomGenerator random = new SplittableRandom(0);

    LineRuns(Space space, Models models, Claim claim) {
        this.space = space;
        this.models = models;
        this.claim = claim;
    }

    /** The largest that is found while there is time. */
    Optional<Fall> search(BooleanSupplier goesOn) {
        Optional<Fall> best = Optional.empty();
        for (int i = 0; i < LEAST_LINES || goesOn.getAsBoolean(); i++) {
            Fall fall = line();
            if (Monotony.isAgainst(claim, fall) && (best.isEmpty() || fall.amount() > best.get().amount())) {
                best = Optional.of(fall);
            }
        }
        return best;
    }

    private Fall line() {
        int width = space.domain().width();
        var values = new double[width];
        var codes = new int[space.slots().size()];
        Box whole = space.whole();
        for (int p = 0; p < space.parts().size(); p++) {
            space.set(p, whole, random.nextDouble(), values, codes);
        }
        var rows = new float[PLACES * width];
        for (int row = 0; row < PLACES; row++) {
            space.set(claim.part(), whole, row / (PLACES - 1.0), values, codes);
            for (int f = 0; f < width; f++) {
                rows[row * width + f] = (float) values[f];
            }
        }
        double[] predicted = models.quantized(rows, PLACES, claim.target());
        int[] places = new int[PLACES];
        Arrays.setAll(places, i -> i);
        LineScan.Change change = LineScan.against(claim.isRising()).along(predicted, places, PLACES);
        return new Fall(row(rows, change.from()), row(rows, change.to()), predicted[change.from()],
                predicted[change.to()]);
    }

    private float[] row(float[] rows, int row) {
        int width = space.domain().width();
        return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
    }
}
