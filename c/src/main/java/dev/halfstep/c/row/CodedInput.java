package dev.halfstep.c.row;

import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Text;
import dev.halfstep.c.text.Types;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How standardised features become the network's codes: each by codes of its own, or all by one scale. */
final class CodedInput {

    private final DType type;
    private final Quantization quantization;
    private final List<Element> elements;
    private final Functions functions;

    /**
     * A code that goes in.
     *
     * @param index where it stands in the input
     * @param feature that it is made of
     * @param slot how, if not as all are
     */
    record Element(int index, int feature, Optional<Slot> slot) {}

    CodedInput(Port port, TensorInfo coded, int features, Functions functions) {
        type = coded.dtype();
        quantization = coded.quantization().orElseThrow();
        this.functions = functions;
        elements = new ArrayList<>();
        if (port.features().isPresent()) {
            List<Slot> slots = port.features().get().slots();
            for (int s = 0; s < slots.size(); s++) {
                elements.add(new Element(s, slots.get(s).feature(), Optional.of(slots.get(s))));
            }
        } else {
            for (int f = 0; f < features; f++) {
                elements.add(new Element(f, f, Optional.empty()));
            }
        }
    }

    DType type() {
        return type;
    }

    /** The codes that a feature becomes. */
    List<Element> of(int feature) {
        return elements.stream().filter(element -> element.feature == feature).toList();
    }

    /** The code of a standardised value that is known. */
    long code(Element element, float value) {
        return element.slot.map(slot -> type.min() + slot.code(value))
                .orElseGet(() -> quantization.quantize(value, type));
    }

    /** Whether a standardised value that is known lies below the codes, above them, or neither. */
    int side(List<Element> ofFeature, float value) {
        int side = 0;
        for (Element element : ofFeature) {
            side = side(element, value);
            if (side == 0) {
                return 0;
            }
        }
        return side;
    }

    private int side(Element element, float value) {
        if (element.slot.isPresent()) {
            return (int) Math.signum(element.slot.get().excess(value));
        }
        long nearest = quantization.nearest(value, 0);
        return nearest < type.min() ? -1 : nearest > type.max() ? 1 : 0;
    }

    /**
     * The code of a standardised value, as an expression.
     *
     * @param value expression of a float
     * @param side where to put on which side of the codes it lies
     */
    String expression(Element element, String value, String side) {
        if (element.slot.isPresent()) {
            Slot slot = element.slot.get();
            String offset = type.min() == 0 ? "" : " - " + -type.min();
            return "(" + cType() + ")(" + functions.use("slot") + "(" + value + ", " + Text.number(slot.offset()) + ", "
                    + Text.number(slot.step()) + ", " + side + ")" + offset + ")";
        }
        return "(" + cType() + ")" + functions.use("nearest") + "(" + value + ", " + Text.number(quantization.scale())
                + ", " + quantization.zeroPoint() + ", " + type.min() + ", " + type.max() + ", " + side + ")";
    }

    String cType() {
        return Types.of(type);
    }

    /** Which values of a feature have codes, in its own unit. */
    String domain(int feature, Scaling scaling) {
        return of(feature).stream().map(element -> {
            double low = element.slot.map(Slot::offset).orElseGet(() -> value(type.min()));
            double step = element.slot.map(Slot::step).orElseGet(() -> (double) quantization.scale());
            double high = element.slot.map(Slot::last).orElseGet(() -> value(type.max()));
            double inUnits = step * scaling.deviation();
            return figure(low * scaling.deviation() + scaling.mean(), inUnits) + " to "
                    + figure(high * scaling.deviation() + scaling.mean(), inUnits) + " in steps of "
                    + figure(inUnits, inUnits);
        }).distinct().collect(Collectors.joining(", and "));
    }

    private double value(long code) {
        return quantization.dequantize(code, 0);
    }

    /** Four digits, and none that are small beside a step. */
    private static String figure(double value, double step) {
        if (Math.abs(value) < step / 1000) {
            return "0";
        }
        return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.3e", value))).replaceAll("\\.0$", "");
    }
}
