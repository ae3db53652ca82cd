package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand.Held;
import java.util.Arrays;

/** Images of one or two axes between a batch and channels, which ONNX has second and the network last. */
final class Images {

    private Images() {}

    /** The rank of an image with one or two axes. */
    static int axes(Call call, Held data) {
        requireThat(data.rank() == 3 || data.rank() == 4,
                "data of " + data.rank() + " axes are not supported; images have one axis or two beside batch and channels");
        int[] extents = call.network().shape(data);
        requireThat(Arrays.stream(extents).allMatch(extent -> extent > 0), "data of shape " + Arrays.toString(extents)
                + " have no elements");
        return data.rank() - 2;
    }

    /** The data as {@code [batch, row, column, channel]}; an image of one axis has one row. */
    static int in(Call call, Held data) {
        Network network = call.network();
        int tensor = network.in(data, Layout.channelsLast(data.rank()));
        return data.rank() == 4 ? tensor : network.wide(tensor);
    }

    /** What comes out, as ONNX has it for an image with as many axes as the data had. */
    static Held out(Call call, int tensor, Held data) {
        int result = data.rank() == 4 ? tensor : call.network().narrow(call.name(), tensor);
        return new Held(result, Layout.channelsLast(data.rank()));
    }

    /** The extents of the image alone. */
    static int[] extents(Call call, Held data) {
        int[] shape = call.network().shape(data);
        return Arrays.copyOfRange(shape, 2, shape.length);
    }
}
