package dev.halfstep.quantize.chain;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Second codes for a few features with heavy tails, of which one code clips far values or is coarse for all others, where that takes
 * away enough of the deviation. What gains most is taken first.
 */
final class SecondCodes {

    /** The least share of the mean squared deviation that a second code has to take away. */
    private static final double WORTH = 0.05;

    private final InputSearch search;
    private final List<ColumnCandidates> candidates;

    private record Offer(int feature, ColumnCode pair, double gain) {}

    private SecondCodes(InputSearch search, List<ColumnCandidates> candidates) {
        this.search = search;
        this.candidates = candidates;
    }

    /**
     * The columns with second codes for some.
     *
     * @param search that has chosen a single code for each
     * @param most how many features may have two codes
     */
    static List<ColumnCode> of(InputSearch search, List<ColumnCandidates> candidates, int most) {
        var second = new SecondCodes(search, candidates);
        for (int taken = 0; taken < most; taken++) {
            Offer best = second.best();
            if (best == null) {
                break;
            }
            search.take(best.feature, best.pair);
        }
        return IntStream.range(0, candidates.size()).mapToObj(search::code).toList();
    }

    private @Nullable Offer best() {
        Offer best = null;
        for (int f = 0; f < candidates.size(); f++) {
            ColumnCode single = search.code(f);
            boolean open = single.slots().size() == 1 && !candidates.get(f).isExact();
            double now = open ? search.squareWith(f, single) : 0;
            // A pair could not be worth it where no error at all would not be: most features end here.
            if (open && now - search.squareWithout(f) > WORTH * now) {
                Offer offer = offer(f, now);
                best = offer != null && (best == null || offer.gain > best.gain) ? offer : best;
            }
        }
        return best;
    }

    private @Nullable Offer offer(int feature, double now) {
        ColumnCode best = null;
        double least = now * (1 - WORTH);
        for (ColumnCode pair : candidates.get(feature).withFar()) {
            double square = search.squareWith(feature, pair);
            if (square < least) {
                least = square;
                best = pair;
            }
        }
        return best == null ? null : new Offer(feature, best, now - least);
    }
}
