package dev.halfstep.ops;

import dev.halfstep.op.Dequantize;
import dev.halfstep.op.Quantize;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** QUANTIZE and DEQUANTIZE against TensorFlow Lite's reference kernels. */
class CodingOpsTest {

    private static final List<DType> CODES = List.of(DType.INT8, DType.UINT8, DType.INT16);

    @Test
    void codesAndBack() {
        var random = new Random(1);
        var cases = new ArrayList<OpCase>();
        for (int i = 0; i < 20; i++) {
            for (DType from : CODES) {
                var quantization = OpCase.quantization(random, from, 1e-3, 1);
                cases.add(new OpCase.Builder(random).input(DType.FLOAT32, Shape.of(3, 17), null)
                        .build("QUANTIZE " + from, new Quantize(), from, quantization));
                cases.add(new OpCase.Builder(random).input(from, Shape.of(3, 17), quantization)
                        .build("DEQUANTIZE " + from, new Dequantize(), DType.FLOAT32, null));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding"));
    }
}
