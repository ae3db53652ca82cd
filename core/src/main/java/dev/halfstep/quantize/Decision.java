package dev.halfstep.quantize;

import dev.halfstep.calibrate.Outliers;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What happens to one tensor of the float network, and why. */
public sealed interface Decision {

    /** Index of the tensor in the float network. */
    int tensor();

    String name();

    /** Why, for people. */
    String reason();

    /** It stays as it is. */
    record Keep(int tensor, String name, String reason) implements Decision {}

    /**
     * A node stays in float between integer ones.
     *
     * @param tensor what it writes
     * @param node its index in the float network
     */
    record Real(int tensor, String name, int node, String reason) implements Decision {}

    /**
     * A node is left out, because the layers that read what it writes take it up.
     *
     * @param tensor what it writes in the float network
     * @param node its index there
     */
    record Folded(int tensor, String name, int node, String reason) implements Decision {}

    /** A constant is stored in half precision. */
    record Half(int tensor, String name, String reason) implements Decision {}

    /**
     * A computed tensor becomes codes.
     *
     * @param min the smallest real value that calibration saw
     * @param max the largest
     */
    record Activation(int tensor, String name, DType dtype, float scale, long zeroPoint, float min, float max,
            String reason) implements Decision {

        Quantization quantization() {
            return Quantization.perTensor(scale, zeroPoint);
        }
    }

    /**
     * Each feature of the input becomes codes of its own; the layers that read it have that folded in.
     *
     * @param codes one slot for each input of the quantized network
     */
    record InputCodes(int tensor, String name, FeatureCodes codes, String reason) implements Decision {}

    /**
     * Each value of the output is the mean of several neighbouring ones of the quantized network.
     *
     * @param copies how many
     */
    record OutputCopies(int tensor, String name, int copies, String reason) implements Decision {}

    /**
     * Some calibration rows have no part in ranges and codes.
     *
     * @param rows how many
     * @param limits between which each output of the other rows lies, as the float network gives it; infinite where none was too far
     */
    record RowsLeftOut(int tensor, String name, long rows, List<Outliers.Limits> limits, String reason)
            implements
                Decision {

        public RowsLeftOut {
            limits = List.copyOf(limits);
        }
    }

    /**
     * Parts of the recipe were left out.
     *
     * @param recipe what is left of it, which was carried out
     */
    record CarriedOut(int tensor, String name, Recipe recipe, String reason) implements Decision {}

    /**
     * Weights become int8 codes.
     *
     * @param nodes the layers that take these codes; none if all that use the weights do
     * @param axis the axis that has an index for each output channel
     * @param outputs how many output channels the layer has in the quantized network
     * @param scales one, or one for each output channel
     * @param codes as many as there are weights
     */
    record Weights(int tensor, String name, List<Integer> nodes, int axis, int outputs, float[] scales, byte[] codes,
            String reason)
            implements
                Decision {

        public Weights {
            nodes = List.copyOf(nodes);
        }

        /** For all layers that use the weights. */
        public Weights(int tensor, String name, int axis, int outputs, float[] scales, byte[] codes, String reason) {
            this(tensor, name, List.of(), axis, outputs, scales, codes, reason);
        }

        /** Whether a layer with these weights takes these codes. */
        boolean isFor(int node) {
            return nodes.isEmpty() || nodes.contains(node);
        }

        /**
         * The weights as a constant of the quantized network.
         *
         * @param network the shape in the float network; that of a dense layer may have become wider
         */
        TensorInfo constant(Shape network) {
            Shape shape = network.rank() == 2 && axis == 0 ? Shape.of(outputs, codes.length / outputs) : network;
            Quantization quantization = Quantization.perChannel(scales, new long[scales.length], axis);
            return TensorInfo.constant(name, Codes.int8(shape, codes, quantization));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Weights that && tensor == that.tensor && name.equals(that.name)
                    && nodes.equals(that.nodes) && axis == that.axis && outputs == that.outputs
                    && Arrays.equals(scales, that.scales)
                    && Arrays.equals(codes, that.codes) && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(tensor, Arrays.hashCode(scales), Arrays.hashCode(codes));
        }
    }

    /**
     * The bias of a node becomes integers in units of input scale times weight scale.
     *
     * @param tensor the bias; the weights, where the layer has no bias in the float network
     * @param node the layer; a bias that two layers share is coded for each
     * @param scales one, or one for each output
     * @param codes one for each output
     */
    record Bias(int tensor, String name, int node, DType dtype, float[] scales, long[] codes, String reason)
            implements
                Decision {

        Quantization quantization() {
            return Quantization.perChannel(scales, new long[scales.length], 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bias that && tensor == that.tensor && name.equals(that.name) && node == that.node
                    && dtype == that.dtype && Arrays.equals(scales, that.scales) && Arrays.equals(codes, that.codes)
                    && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(tensor, node, Arrays.hashCode(scales), Arrays.hashCode(codes));
        }
    }
}
