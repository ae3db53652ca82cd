package dev.halfstep.predict;

import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Invocation;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;

/** Values in the targets' units from the array that a model puts its output into. */
interface OutputValues {

    /** The value of a target, from an index of the array's values. */
    double get(int index, int target);

    /** The output of a model that is bound to arrays. */
    static OutputValues of(Pipeline pipeline, Interface.Port port, Invocation invocation) {
        DType type = port.tensor().dtype();
        int copies = port.copies();
        return switch (type) {
            case FLOAT32 -> {
                float[] values = invocation.valuesOut(0);
                yield (index, target) -> pipeline.inUnits(target, mean(copies, index, i -> values[i]));
            }
            case INT8, UINT8 -> {
                byte[] codes = invocation.rawBytesOut(0);
                yield copies == 1 ? decoding(pipeline, port, codes)
                        : averaging(pipeline, port, i -> type == DType.UINT8 ? codes[i] & 0xff : codes[i]);
            }
            case INT16 -> {
                short[] codes = invocation.rawShortsOut(0);
                yield averaging(pipeline, port, i -> codes[i]);
            }
            case FLOAT16, INT4, INT32, INT64, BOOL ->
                throw new IllegalStateException("no pipeline goes with an output of " + type.label());
        };
    }

    /** What each code stands for is known before. */
    private static OutputValues decoding(Pipeline pipeline, Interface.Port port, byte[] codes) {
        DType type = port.tensor().dtype();
        Quantization quantization = port.tensor().quantization().orElseThrow();
        var tables = new double[pipeline.targets().size()][1 << Byte.SIZE];
        for (int t = 0; t < tables.length; t++) {
            List<Double> values = DecodingTable.of(pipeline.targets().get(t), type, quantization).values();
            for (int i = 0; i < values.size(); i++) {
                tables[t][(int) (type.min() + i) & 0xff] = values.get(i);
            }
        }
        return (index, target) -> tables[target][codes[index] & 0xff];
    }

    private static OutputValues averaging(Pipeline pipeline, Interface.Port port, Code code) {
        Quantization quantization = port.tensor().quantization().orElseThrow();
        return (index, target) -> pipeline.inUnits(target,
                mean(port.copies(), index, i -> quantization.dequantize(code.at(i), 0)));
    }

    /** As {@link Interface.Port#decode} takes it. */
    private static float mean(int copies, int index, Value value) {
        if (copies == 1) {
            return value.at(index);
        }
        double sum = 0;
        for (int c = 0; c < copies; c++) {
            sum += value.at(index * copies + c);
        }
        return (float) (sum / copies);
    }

    /** A code of an array. */
    @FunctionalInterface
    interface Code {
        long at(int index);
    }

    /** A value of an array. */
    @FunctionalInterface
    interface Value {
        float at(int index);
    }
}
