package dev.halfstep.kernel;

import static dev.halfstep.kernel.dense.MatrixProduct.arrange;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.dense.MatrixProduct;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredProduct.CodeProduct;
import dev.halfstep.lower.LoweredProduct.FloatProduct;
import dev.halfstep.lower.LoweredProduct.HybridProduct;
import dev.halfstep.lower.LoweredProduct.ProductShape;
import dev.halfstep.lower.LoweredProduct.SumProduct;
import dev.halfstep.lower.LoweredProduct.WideProduct;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Products of matrices bound to their arrays. */
final class ProductBinding {

    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private ProductBinding() {}

    /** The array of the right factor is there in any case; it is read once where it is known before a run. */
    static Step bind(LoweredProduct node, Buffers buffers) {
        return switch (node) {
            case FloatProduct product -> floats(product, buffers);
            case HybridProduct product -> bytes(node, buffers, 0, right -> MatrixProduct.bound(product,
                    buffers.floatsIn(LEFT), right, buffers.floatsOut()));
            case SumProduct product -> bytes(node, buffers, 0, right -> MatrixProduct.bound(product,
                    buffers.bytesIn(LEFT), right, buffers.intsOut()));
            case CodeProduct product -> bytes(node, buffers, product.rightZeroPoint(),
                    right -> MatrixProduct.bound(product, buffers.bytesIn(LEFT), right, buffers.bytesOut()));
            case WideProduct product -> {
                short[] from = buffers.shortsIn(RIGHT);
                yield arranging(node, buffers, () -> new short[from.length],
                        right -> arrange(product.shape(), from, right), right -> MatrixProduct.bound(product,
                                buffers.shortsIn(LEFT), right, buffers.shortsOut()));
            }
        };
    }

    private static Step floats(FloatProduct product, Buffers buffers) {
        float[] from = buffers.floatsIn(RIGHT);
        Function<float[], Runnable> kernel = right -> MatrixProduct.bound(product, buffers.floatsIn(LEFT), right,
                buffers.floatsOut());
        return product.shape().transposedRight() ? arranging(product, buffers, () -> new float[from.length],
                right -> arrange(product.shape(), from, right), kernel) : kernel.apply(from)::run;
    }

    private static Step bytes(LoweredProduct node, Buffers buffers, int zeroPoint, Function<short[], Runnable> kernel) {
        byte[] from = buffers.bytesIn(RIGHT);
        ProductShape shape = node.shape();
        return arranging(node, buffers, () -> new short[from.length], right -> arrange(shape, from, zeroPoint, right),
                kernel);
    }

    /**
     * Brings the right factor into the kernel's order: once if it stays the same, before each run if not.
     *
     * @param array for it, in that order
     * @param arrange fills the array
     * @param kernel bound to the array
     */
    private static <A> Step arranging(LoweredProduct node, Buffers buffers, Supplier<A> array, Consumer<A> arrange,
            Function<A, Runnable> kernel) {
        if (node.computed().isEmpty()) {
            A right = buffers.once(() -> {
                A made = array.get();
                arrange.accept(made);
                return made;
            });
            return kernel.apply(right)::run;
        }
        A right = array.get();
        Runnable run = kernel.apply(right);
        return () -> {
            arrange.accept(right);
            run.run();
        };
    }
}
