package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.reduce.Reduce;
import java.util.stream.IntStream;

/** Means and largest values of windows, and of whole images. */
final class PoolOps {

    private PoolOps() {}

    static void addTo(Handler.Table table) {
        table.one("MaxPool", call -> pool(call, true));
        table.one("AveragePool", call -> pool(call, false));
        table.one("GlobalAveragePool", call -> global(call, Reduce.Kind.MEAN));
        table.one("GlobalMaxPool", call -> global(call, Reduce.Kind.MAX));
    }

    private static Operand pool(Call call, boolean largest) {
        requireThat(!call.gives(1), "the places of the largest values are not supported");
        call.attributes().skip("storage_order");
        Held data = call.held(0);
        int axes = Images.axes(call, data);
        requireThat(call.attributes().has("kernel_shape"), "its kernel_shape is missing");
        int[] image = Images.extents(call, data);
        int[] taps = Window.small(call.attributes(), "kernel_shape", axes, new int[axes], 1);
        Window named = Window.of(call.attributes(), taps);
        boolean countsBorders = call.attributes().flag("count_include_pad", false);
        boolean up = call.attributes().flag("ceil_mode", false);
        Window window = named.padded(Window.autoPad(call.attributes()), image);
        Window longer = up ? lengthened(window, image) : window;
        requireThat(longer.equals(window) || largest || !countsBorders,
                "borders that count go beyond those that are named, as ceil_mode asks for");
        int tensor = Images.in(call, data);
        requireFits(call, longer, image);
        int result = largest ? call.network().pools().largest(call.name(), tensor, longer.sliding())
                : call.network().pools().mean(call.name(), tensor, longer.sliding(), countsBorders);
        return Images.out(call, result, data);
    }

    /** Before anything is made that is as large as the result. */
    private static void requireFits(Call call, Window window, int[] image) {
        int[] positions = IntStream.range(0, image.length).map(axis -> Call.small(
                ((long) image[axis] + window.before()[axis] + window.behind()[axis] - covered(window, axis))
                        / window.strides()[axis] + 1))
                .toArray();
        for (int count : positions) {
            requireThat(count > 0, "its window is longer than the image");
        }
        call.network().bounded(positions);
    }

    private static int covered(Window window, int axis) {
        return Call.small((window.taps()[axis] - 1L) * window.dilations()[axis] + 1);
    }

    /** With borders behind the image so long that no part of it is left out, unless a window would lie in them altogether. */
    private static Window lengthened(Window window, int[] image) {
        int[] behind = window.behind().clone();
        boolean longer = false;
        for (int axis = 0; axis < image.length; axis++) {
            int covered = covered(window, axis);
            int stride = window.strides()[axis];
            long reach = (long) image[axis] + window.before()[axis] + behind[axis] - covered;
            long positions = Math.max((reach + stride - 1) / stride, 0) + 1;
            if ((positions - 1) * stride >= image[axis] + window.before()[axis]) {
                positions--;
            }
            long needed = (positions - 1) * stride + covered - image[axis] - window.before()[axis];
            if (needed > behind[axis]) {
                behind[axis] = Call.small(needed);
                longer = true;
            }
        }
        return longer
                ? new Window(window.taps(), window.strides(), window.dilations(), window.before(), behind) : window;
    }

    private static Operand global(Call call, Reduce.Kind kind) {
        Held data = call.held(0);
        requireThat(data.rank() > 2, "data of " + data.rank() + " axes are no images");
        int[] positions = data.layout().positions(IntStream.range(2, data.rank()).toArray());
        return call.network().each(data,
                tensor -> call.network().layers().reduce(call.name(), kind, tensor, true, positions));
    }
}
