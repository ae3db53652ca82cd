package dev.halfstep.certify.grid;

/** Looks along a line of cells for the largest change of what is predicted, of one of these kinds. */
public enum LineScan {
    /** From one cell to the next, whichever way. */
    STEP {
        @Override
        public Change along(double[] inUnits, int[] ranks, int count) {
            double most = 0;
            int at = 0;
            for (int i = 1; i < count; i++) {
                double change = Math.abs(inUnits[ranks[i]] - inUnits[ranks[i - 1]]);
                if (change > most) {
                    most = change;
                    at = i - 1;
                }
            }
            return new Change(most, at, Math.min(at + 1, count - 1));
        }
    },
    /** Downwards, from a cell to any later one. */
    FALL {
        @Override
        public Change along(double[] inUnits, int[] ranks, int count) {
            return wrongWay(inUnits, ranks, count, 1);
        }
    },
    /** Upwards. */
    RISE {
        @Override
        public Change along(double[] inUnits, int[] ranks, int count) {
            return wrongWay(inUnits, ranks, count, -1);
        }
    };

    /**
     * What was found.
     *
     * @param amount in the output's unit; 0 where nothing changes so
     * @param from the earlier cell's place along the line
     * @param to the later one's
     */
    public record Change(double amount, int from, int to) {}

    /** The largest change along a line, which has the first {@code count} of some ranks. */
    public abstract Change along(double[] inUnits, int[] ranks, int count);

    /** What contradicts that values rise, or fall. */
    public static LineScan against(boolean isRising) {
        return isRising ? FALL : RISE;
    }

    private static Change wrongWay(double[] inUnits, int[] ranks, int count, int sign) {
        double most = 0;
        int highest = 0;
        int from = 0;
        int to = 0;
        for (int i = 1; i < count; i++) {
            double fall = sign * (inUnits[ranks[highest]] - inUnits[ranks[i]]);
            if (fall > most) {
                most = fall;
                from = highest;
                to = i;
            }
            highest = fall < 0 ? i : highest;
        }
        return new Change(most, from, to);
    }
}
