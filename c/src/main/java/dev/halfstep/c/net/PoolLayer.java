package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.lower.SlidingWindow;
import java.util.Map;

/** The average or the largest of the codes in a window. */
final class PoolLayer {

    private PoolLayer() {}

    static void write(Layer layer, LoweredPool pool) {
        switch (pool) {
            case CodePool codes -> codes(layer, codes);
            case FloatPool real -> throw layer.real();
        }
    }

    private static void codes(Layer layer, CodePool pool) {
        SlidingWindow window = pool.window();
        layer.describe((pool.average() ? "average" : "largest") + " of " + window.rows().taps() + " by "
                + window.columns().taps() + " positions");
        String address = FilterWindow.write(layer, window);
        String function = layer.functions().use("pool", Map.of("element_t", layer.typeOut()));
        int size = window.rows().out() * window.columns().out() * window.outputs();
        for (int b = 0; b < window.batches(); b++) {
            layer.call(function, Layer.behind(layer.in(0), b * window.imageSize()),
                    Layer.behind(layer.out(), b * size), address, window.inputs(),
                    pool.average() ? 1 : 0, pool.min(), pool.max());
        }
        layer.rangeOut(new CodeRange(pool.min(), pool.max()));
    }
}
