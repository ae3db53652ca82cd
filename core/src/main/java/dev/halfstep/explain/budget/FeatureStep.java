package dev.halfstep.explain.budget;

import dev.halfstep.graph.FeatureCodes;
import java.util.List;

/** Features become codes, each by a slot of its own or several. */
final class FeatureStep implements SimulationStep {

    private final FeatureMap map;
    private final int rounding;
    private final int clipping;

    /**
     * @param rounding index of the source that rounding is
     * @param clipping index of the source that saturation is
     */
    FeatureStep(FeatureMap map, int rounding, int clipping) {
        this.map = map;
        this.rounding = rounding;
        this.clipping = clipping;
    }

    @Override
    public int width() {
        return map.codes().slots().size();
    }

    @Override
    public int[] sources() {
        return new int[] {rounding, clipping};
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        List<FeatureCodes.Slot> slots = map.codes().slots();
        int features = map.codes().features();
        for (int s = 0; s < slots.size(); s++) {
            int feature = slots.get(s).feature();
            for (int row = 0; row < rows; row++) {
                out[row * slots.size() + s] =
                        map.code(s, in[row * features + feature], on[rounding], on[clipping]);
            }
        }
    }
}
