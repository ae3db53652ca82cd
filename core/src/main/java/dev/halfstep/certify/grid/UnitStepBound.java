package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.Kind;
import dev.halfstep.certify.network.unit.Terms;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How much the outputs of a network of units can change at most from one cell of a part to the next. */
final class UnitStepBound {

    /** Room for the rounding of what is rounded. */
    private static final double ROOM = 1e-6;

    private final UnitGrid grid;
    private final CodedUnits network;
    /** By unit, in its steps. */
    private final long[] low;
    private final long[] high;

    private UnitStepBound(UnitGrid grid) {
        this.grid = grid;
        network = grid.network();
        low = new long[network.units()];
        high = new long[network.units()];
    }

    /** In the output's unit. */
    static double of(UnitGrid grid, int target, int part) {
        Axis axis = grid.space.parts().get(part);
        int[][] codes = grid.cells.get(part).codes();
        List<int[]> moves = IntStream.range(1, codes.length).mapToObj(c -> moved(codes, c)).toList();
        double most = 0;
        for (int m = 0; m < moves.size(); m++) {
            int[] move = moves.get(m);
            if (moves.subList(0, m).stream().noneMatch(other -> Arrays.equals(other, move))) {
                var bound = new UnitStepBound(grid);
                for (int s = 0; s < move.length; s++) {
                    bound.low[axis.slots()[s]] = move[s];
                    bound.high[axis.slots()[s]] = move[s];
                }
                most = Math.max(most, bound.inUnits(target));
            }
        }
        return most;
    }

    /** How far the codes of a cell are from those of the one before. */
    private static int[] moved(int[][] codes, int cell) {
        int[] moved = codes[cell].clone();
        Arrays.setAll(moved, s -> moved[s] - codes[cell - 1][s]);
        return moved;
    }

    private double inUnits(int target) {
        for (CodedLayer layer : network.layers()) {
            for (int u = 0; u < layer.units(); u++) {
                pass(layer, u);
            }
        }
        long by = 0;
        int least = 0;
        int most = 0;
        for (int unit : network.outputs(target)) {
            by += Math.max(-low[unit], high[unit]);
            least += grid.lows[unit] - network.firstStep();
            most += grid.highs[unit] - network.firstStep();
        }
        double[] inUnits = grid.inUnits(target);
        int steps = (int) Math.min(most - least, by);
        double largest = 0;
        for (int rank = least; rank + steps <= most; rank++) {
            largest = Math.max(largest, inUnits[rank + steps] - inUnits[rank]);
        }
        return largest;
    }

    private void pass(CodedLayer layer, int u) {
        Terms terms = layer.terms();
        int unit = layer.first() + u;
        long fewest = 0;
        long largest = 0;
        double fall = 0;
        double rise = 0;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            int source = terms.sources()[t];
            double weight = terms.weights()[t];
            fewest = Math.min(fewest, low[source]);
            largest = Math.max(largest, high[source]);
            fall += weight * (weight >= 0 ? low[source] : high[source]);
            rise += weight * (weight >= 0 ? high[source] : low[source]);
        }
        if (layer.kind() == Kind.FUNCTION) {
            fewest = -rise(layer.table(), -fewest);
            largest = rise(layer.table(), largest);
        } else if (layer.kind() != Kind.LARGEST && (fewest != 0 || largest != 0)) {
            // Two roundings move the distance of what is rounded.
            double apart = 2 * layer.half() + ROOM;
            fewest = Math.min(0, (long) Math.ceil(fall - apart));
            largest = Math.max(0, (long) Math.floor(rise + apart));
        }
        int range = grid.highs[unit] - grid.lows[unit];
        low[unit] = Math.max(-range, fewest);
        high[unit] = Math.min(range, largest);
    }

    /** How much a table rises at most over so many codes. */
    private static long rise(int[] steps, long codes) {
        long most = 0;
        for (int i = 0; i < steps.length; i++) {
            most = Math.max(most, (long) steps[(int) Math.min(steps.length - 1L, i + codes)] - steps[i]);
        }
        return most;
    }
}
