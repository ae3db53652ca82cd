package dev.halfstep.keras.layer;

import dev.halfstep.assemble.Sliding;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.ConvLayer.Window;
import dev.halfstep.op.reduce.Reduce;
import java.util.Arrays;

/** The largest value or the mean of windows, or of all there is. */
final class PoolLayers {

    private PoolLayers() {}

    /** Of windows. */
    static Layer.Plain windows(boolean isMean, int axes, Settings settings) {
        int[] size = settings.extents("pool_size", axes, 2);
        int[] strides = settings.has("strides") ? settings.extents("strides", axes, 1) : size;
        Refusals.requireChannelsLast(settings);
        var ones = new int[axes];
        Arrays.fill(ones, 1);
        var window = new Window(strides, ones, Window.padding(settings));
        return call -> {
            int image = Window.image(call, call.real(axes + 2), axes);
            Sliding sliding = window.sliding(axes == 2 ? size[0] : 1, size[axes - 1], call.shape(image));
            int pooled = isMean ? call.parts().pools().mean(call.name(), image, sliding, false)
                    : call.parts().pools().largest(call.name(), image, sliding);
            return Window.data(call, pooled, axes);
        };
    }

    /** Of all there is. */
    static Layer.Plain global(boolean isMean, int axes, Settings settings) {
        Refusals.requireChannelsLast(settings);
        boolean keeps = settings.flag("keepdims", false);
        int[] reduced = axes == 1 ? new int[] {1} : new int[] {1, 2};
        return call -> call.layers().reduce(call.name(), isMean ? Reduce.Kind.MEAN : Reduce.Kind.MAX,
                call.real(axes + 2), keeps, reduced);
    }
}
