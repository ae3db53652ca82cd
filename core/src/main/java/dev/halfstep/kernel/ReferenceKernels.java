package dev.halfstep.kernel;

import java.util.List;
import java.util.function.Supplier;

/** Plain loops in the order of the definition. */
final class ReferenceKernels implements Kernels {

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Kernel<float[], float[]> dense(FloatDense layer) {
        return (in, rows, out) -> () -> FloatDense.run(layer, in, rows, out);
    }

    @Override
    public Kernel<float[], float[]> dense(HybridDense layer) {
        return (in, rows, out) -> {
            var codes = new byte[layer.inputs()];
            return () -> HybridDense.run(layer, in, rows, codes, out);
        };
    }

    @Override
    public Kernel<short[], short[]> dense(Int16Dense layer) {
        return (in, rows, out) -> () -> Int16Dense.run(layer, in, rows, out);
    }

    @Override
    public Kernel<byte[], byte[]> dense(CodeChain chain) {
        List<Int8Dense> layers = chain.layers();
        int widest = Math.max(chain.inputs(), layers.stream().mapToInt(Int8Dense::outputs).max().orElseThrow());
        return (in, rows, out) -> {
            var from = new byte[widest];
            var to = new byte[widest];
            return () -> {
                for (int row = 0; row < rows; row++) {
                    row(chain, in, row, from, to, out);
                }
            };
        };
    }

    private static void row(CodeChain chain, byte[] in, int row, byte[] first, byte[] second, byte[] out) {
        int inputs = chain.inputs();
        for (int i = 0; i < inputs; i++) {
            first[i] = chain.entry()[in[row * inputs + i] & 0xff];
        }
        byte[] from = first;
        byte[] to = second;
        List<Int8Dense> layers = chain.layers();
        for (int l = 0; l < layers.size(); l++) {
            Int8Dense.run(layers.get(l), from, 1, to);
            byte[] last = from;
            from = to;
            to = last;
        }
        int outputs = chain.outputs();
        for (int o = 0; o < outputs; o++) {
            out[row * outputs + o] = chain.exit()[from[o] & 0xff];
        }
    }

    @Override
    public Supplier<Convolution.Place> convolution(FloatConvolution layer, float[] in, float[] out) {
        Convolution.Place place = FloatConvolution.bound(layer, in, out);
        return () -> place;
    }

    @Override
    public IntegerConvolution.Binder convolution(IntegerConvolution layer, int largest) {
        return (in, taker) -> {
            Convolution.Place place = IntegerConvolution.bound(layer, in, new int[layer.shape().outputs()], taker);
            return () -> place;
        };
    }

    @Override
    public CodeConvolution.Binder convolution(CodeConvolution layer) {
        return layer.by(convolution(layer.layer(), layer.largest()));
    }
}
