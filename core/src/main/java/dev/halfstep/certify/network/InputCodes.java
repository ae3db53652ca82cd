package dev.halfstep.certify.network;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;

/** How the features of an input become codes, as far as it is known before the first layer reads them. */
public final class InputCodes {

    /** In units of a step: the tolerance of a border, and room for some roundings in double precision. */
    private static final double LEAST_BLUR = 3e-10;

    private final Port input;
    private List<Slot> slots = List.of();
    private int base;

    /** Those that the input itself has; none yet where it takes real values. */
    public InputCodes(Port input) {
        this.input = input;
        if (input.features().isPresent()) {
            base = (int) input.tensor().dtype().min();
            slots = input.features().get().slots().stream().map(slot -> new Slot(slot.feature(), slot.offset(),
                    slot.step(), FeatureCodes.LEVELS, LEAST_BLUR, slot::code)).toList();
        } else if (input.tensor().dtype().isInteger()) {
            code(input.domain().orElseThrow(() -> Provable.not("its input holds integers that are no codes")));
        }
    }

    /** One for each value that the first layers read. */
    public List<Slot> slots() {
        return slots;
    }

    /** What is added to the code of a slot before the first layer reads it. */
    public int base() {
        return base;
    }

    /** One scale for all features. */
    public void code(Domain domain) {
        Quantization quantization = domain.quantization();
        DType type = domain.dtype();
        base = (int) type.min();
        int levels = (int) (type.max() - type.min() + 1);
        double step = quantization.scale();
        // TensorFlow Lite divides in single precision; the quotient has this many steps at most.
        double most = Math.max(type.max() - quantization.zeroPoint(), quantization.zeroPoint() - type.min()) + 1.0;
        double blur = LEAST_BLUR + 1.01 * RealNetwork.FLOAT_ROUNDING * most;
        var all = new ArrayList<Slot>();
        for (int f = 0; f < input.width(); f++) {
            all.add(new Slot(f, step * (type.min() - quantization.zeroPoint()), step, levels, blur,
                    value -> (int) (quantization.quantize(value, type) - type.min())));
        }
        slots = all;
    }

    /** Codes are moved, and keep what they stand for. */
    public void shift(Requantized coding) {
        int shift = (int) (coding.code(coding.from().min()) - coding.from().min());
        for (long code = coding.from().min(); code <= coding.from().max(); code++) {
            if (coding.code(code) != code + shift) {
                throw Provable.not("it gives its input's codes another scale before the first layer");
            }
        }
        base += shift;
    }
}
