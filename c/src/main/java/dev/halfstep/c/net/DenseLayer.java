package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Types;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dense layer from codes to codes. */
final class DenseLayer {

    private final Layer layer;
    private final CodedDense dense;
    private final int rows;
    private final CodeRange inputs;
    private final long[] biases;
    private final List<SumRange> ranges = new ArrayList<>();
    private final DenseCodes codes;

    DenseLayer(Layer layer, CodedDense dense, int rows, boolean tflm) {
        this.layer = layer;
        this.dense = dense;
        this.rows = rows;
        inputs = layer.rangeIn(0);
        biases = new long[dense.outputs()];
        for (int o = 0; o < biases.length; o++) {
            ranges.add(range(o));
        }
        codes = new DenseCodes(layer, dense, ranges, tflm);
    }

    /** What an output's sum can be; also works out its bias less the share of the input's zero point. */
    private SumRange range(int output) {
        long weightSum = 0;
        for (int i = 0; i < dense.inputs(); i++) {
            weightSum += weight(output, i);
        }
        int zero = dense.inputZeroPoint();
        biases[output] = dense.bias(output) - zero * weightSum;
        var range = new SumRange.Builder(dense.bias(output), biases[output]);
        for (int i = 0; i < dense.inputs(); i++) {
            long weight = weight(output, i);
            range.add(weight * (inputs.min() - zero), weight * (inputs.max() - zero),
                    Math.abs(weight) * inputs.furthest());
        }
        return range.build();
    }

    private int weight(int output, int input) {
        return dense.weight(output * dense.inputs() + input);
    }

    void write() {
        Rescale rescale = codes.rescale();
        layer.describe(words());
        int count = dense.inputs() * dense.outputs();
        String weightType = Types.ofWeights(count, dense::weight);
        String sumType = SumCode.type(ranges);
        String weights = layer.table("weights", weightType, count, dense::weight);
        String bias = layer.table("bias", sumType, biases.length, o -> biases[o]);
        SumCode code = SumCode.of(layer, rescale, new Clamp(layer.output().dtype(), dense.min(), dense.max()), sumType);
        String function = function(code, weightType, sumType);
        Optional<CmsisDense> cmsis = CmsisDense.of(layer, dense, rescale, weightType + sumType);
        cmsis.ifPresent(by -> {
            layer.statements("#ifdef " + CmsisDense.MACRO + "\n");
            calls(by.function(), weights, bias, by.arguments((String) code.arguments().getFirst()));
            layer.statements("#else\n");
        });
        calls(function, weights, bias, code.arguments());
        cmsis.ifPresent(by -> layer.statements("#endif\n"));
        layer.multiplyAdds((long) rows * count);
        layer.rangeOut(codes.reached());
    }

    /** A call for each row. */
    private void calls(String function, String weights, String bias, List<Object> others) {
        for (int row = 0; row < rows; row++) {
            var arguments =
                    new ArrayList<Object>(List.of(Layer.behind(layer.in(0), row * dense.inputs()), dense.inputs(),
                            Layer.behind(layer.out(), row * dense.outputs()), dense.outputs(), weights, bias));
            arguments.addAll(others);
            layer.call(function, arguments.toArray());
        }
    }

    /** The function that computes it, with those that it calls. */
    private String function(SumCode code, String weightType, String sumType) {
        Functions functions = layer.functions();
        boolean isWide = !weightType.equals("int8_t");
        Map<String, String> words = new HashMap<>(code.words());
        words.putAll(Map.of("in_t", layer.typeIn(0), "weight_t", weightType, "READ_WEIGHT", Types.read(weightType),
                "READ_BIAS", Types.read(sumType), "factor_t", isWide ? "int32_t" : Types.factor(layer.type(0))));
        if (layer.type(0) == DType.INT8 && !isWide && sumType.equals("int32_t")) {
            words.put("ROW", functions.use("row_sum_of_bytes"));
            words.put("ROWS", code.hasShifts() ? "" : functions.use("rows_of_bytes"));
        } else {
            words.put("ROW", functions.use("row_sum", words));
            words.put("ROWS", code.hasShifts() ? "" : functions.use("rows", words));
        }
        return functions.use(code.hasShifts() ? "dense_twice" : "dense", words);
    }

    private String words() {
        boolean isClamped = dense.min() > layer.output().dtype().min() || dense.max() < layer.output().dtype().max();
        return "dense, " + dense.inputs() + " inputs to " + dense.outputs() + " outputs"
                + (rows > 1 ? ", " + rows + " rows" : "")
                + (isClamped ? ", held between " + dense.min() + " and " + dense.max() : "");
    }
}
