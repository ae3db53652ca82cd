package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.move.Filling.Tile;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;

/** Layers that move elements. */
final class ShapeLayers {

    /** Copies that are joined rather than tiled: all integer types can be joined. */
    private static final int MOST_JOINED = 256;

    private ShapeLayers() {}

    static Layer.Plain flatten(Settings settings) {
        Refusals.requireChannelsLast(settings);
        return call -> {
            int data = call.input();
            Shape signature = call.network().signature(data);
            return signature.rank() == 1 ? call.layers().reshape(call.name(), data, signature.extent(0), 1)
                    : call.layers().flatten(call.name(), data);
        };
    }

    static Layer.Plain reshape(Settings settings) {
        int[] target = settings.wholes("target_shape");
        return call -> {
            int data = call.input();
            var extents = new int[target.length + 1];
            extents[0] = call.network().signature(data).extent(0);
            System.arraycopy(target, 0, extents, 1, target.length);
            complete(extents, call.shape(data));
            return call.layers().reshape(call.name(), data, extents);
        };
    }

    /** Fills in the one extent besides the batch that may be open. */
    private static void complete(int[] extents, Shape data) {
        int open = IntStream.range(1, extents.length).filter(axis -> extents[axis] == -1).findFirst().orElse(0);
        if (open > 0) {
            long others = IntStream.range(1, extents.length).filter(axis -> axis != open)
                    .mapToLong(axis -> extents[axis]).reduce(1, (a, b) -> Math.clamp(a * b, -1, Integer.MAX_VALUE));
            long elements = IntStream.range(1, data.rank()).mapToLong(data::extent).reduce(1, (a, b) -> a * b);
            if (others <= 0 || elements % others != 0) {
                throw Problem.model(data + " cannot become " + Arrays.toString(extents));
            }
            extents[open] = (int) (elements / others);
        }
    }

    /** Axes, of which the batch is none, from 1. */
    static Layer.Plain permute(Settings settings) {
        int[] order = settings.wholes("dims");
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, IntStream.rangeClosed(1, order.length).toArray())) {
            throw Problem.model("its dims " + Arrays.toString(order) + " are no order of axes");
        }
        return call -> {
            int data = call.input();
            if (call.shape(data).rank() != order.length + 1) {
                throw Problem.model("it takes data with " + (order.length + 1) + " axes, not of shape "
                        + call.network().signature(data));
            }
            int[] all = IntStream.concat(IntStream.of(0), Arrays.stream(order)).toArray();
            return call.layers().transpose(call.name(), data, all);
        };
    }

    static Layer.Plain repeat(Settings settings) {
        int times = settings.extents("n", 1, 1)[0];
        return call -> {
            int data = call.real(2);
            Shape signature = call.network().signature(data);
            int one = call.layers().reshape(call.name() + "/one", data, signature.extent(0), 1, signature.extent(1));
            return times > MOST_JOINED
                    ? call.network().apply(call.name(), new Tile(), one,
                            call.network().integers(call.name() + "/times", 1, times, 1))
                    : call.layers().concatenate(call.name(), 1,
                            Collections.nCopies(times, one).stream().mapToInt(Integer::intValue).toArray());
        };
    }

    /** Zeros before and behind each of the axes between the batch and the channels. */
    static Layer.Plain padding(int axes, Settings settings) {
        Refusals.requireChannelsLast(settings);
        int[][] sides = sides(settings, "padding", axes);
        return call -> {
            var borders = new int[axes + 2][2];
            System.arraycopy(sides, 0, borders, 1, axes);
            return call.layers().pad(call.name(), call.real(axes + 2), borders);
        };
    }

    static Layer.Plain cropping(int axes, Settings settings) {
        Refusals.requireChannelsLast(settings);
        int[][] sides = sides(settings, "cropping", axes);
        return call -> {
            int data = call.real(axes + 2);
            var begin = new int[axes + 2];
            var end = new int[axes + 2];
            var strides = new int[axes + 2];
            Arrays.fill(strides, 1);
            for (int axis = 1; axis <= axes; axis++) {
                begin[axis] = sides[axis - 1][0];
                end[axis] = call.shape(data).extent(axis) - sides[axis - 1][1];
                if (end[axis] <= begin[axis]) {
                    throw Problem.model("it leaves nothing of data of shape " + call.network().signature(data));
                }
            }
            int whole = 1 | 1 << (axes + 1);
            return call.network().apply(call.name(), new StridedSlice(whole, whole, 0, 0, 0, false), data,
                    call.network().integers(call.name() + "/begin", begin),
                    call.network().integers(call.name() + "/end", end),
                    call.network().integers(call.name() + "/strides", strides));
        };
    }

    /** {@code n}, {@code [n, m]} or {@code [[a, b], [c, d]]}. */
    private static int[][] sides(Settings settings, String name, int axes) {
        JsonNode value = settings.get(name);
        var sides = new int[axes][];
        for (int axis = 0; axis < axes; axis++) {
            boolean isNested = value.isArray() && value.path(0).isArray();
            JsonNode own = isNested ? value.path(axis) : value;
            boolean isPair = isNested || (own.isArray() && axes == 1);
            int before = side(name, isPair ? own.path(0) : own.isArray() ? own.path(axis) : own);
            int behind = isPair ? side(name, own.path(1)) : before;
            sides[axis] = new int[] {before, behind};
        }
        return sides;
    }

    private static int side(String name, JsonNode value) {
        int side = value.isMissingNode() ? 1 : value.asInt(-1);
        if (!(value.isMissingNode() || value.isIntegralNumber()) || side < 0) {
            throw Problem.model("its setting " + name + " is not a number for each side");
        }
        return side;
    }

    static Layer.Plain upSampling(int axes, Settings settings) {
        Refusals.requireChannelsLast(settings);
        int[] times = settings.extents("size", axes, 2);
        String way = settings.text("interpolation", "nearest");
        if (!way.equals("nearest") && !way.equals("bilinear")) {
            throw Problem.model("the interpolation '" + way + "' is not supported")
                    .remedy("Use 'nearest' or 'bilinear'.");
        }
        boolean isBilinear = way.equals("bilinear");
        return call -> {
            int image = call.real(axes + 2);
            Shape signature = call.network().signature(image);
            if (axes == 1) {
                image = call.layers().reshape(call.name() + "/image", image, signature.extent(0),
                        signature.extent(1), 1, signature.extent(2));
            }
            Shape shape = call.shape(image);
            int rows = Math.multiplyExact(shape.extent(1), times[0]);
            int columns = Math.multiplyExact(shape.extent(2), axes == 1 ? 1 : times[1]);
            int resized = call.network().apply(call.name(), new Resize(isBilinear, false, isBilinear), image,
                    call.network().integers(call.name() + "/size", rows, columns));
            return axes == 2 ? resized : call.layers().reshape(call.name() + "/sequence", resized,
                    signature.extent(0), rows, signature.extent(2));
        };
    }
}
