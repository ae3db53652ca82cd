package dev.halfstep.tensor;

import dev.halfstep.problem.Problem;
import java.util.List;

/** What a tensor holds: real values or integer codes. The two do not mix; see {@link Codes}. */
public sealed interface Value permits Tensor, Codes {

    Shape shape();

    DType dtype();

    /**
     * A copy of neighbouring elements.
     *
     * @param from index of the first in row-major order
     * @param shape of the copy
     */
    Value slice(int from, Shape shape);

    /**
     * Values one after another.
     *
     * @param parts at least one, all of one type and with the same quantization
     * @param shape of all together
     * @throws Problem if their elements do not fill the shape
     */
    static Value concatenated(List<Value> parts, Shape shape) {
        return switch (parts.getFirst()) {
            case Tensor first -> {
                var values = new float[shape.elements()];
                int at = 0;
                for (Value part : parts) {
                    float[] own = ((Tensor) part).values();
                    System.arraycopy(own, 0, values, at, own.length);
                    at += own.length;
                }
                yield first.dtype() == DType.FLOAT16 ? Tensor.half(shape, values) : Tensor.of(shape, values);
            }
            case Codes first -> Codes.concatenated(parts.stream().map(Codes.class::cast).toList(), shape);
        };
    }
}
