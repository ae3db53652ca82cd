package dev.halfstep.report.text;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.report.Figures;
import dev.halfstep.tensor.DType;
import java.util.Locale;

/** An input or output of a model in a line. */
public final class PortText {

    private PortText() {}

    public static String of(String role, Interface.Port port) {
        String carries = port.features().map(PortText::codes)
                .or(() -> port.domain().map(domain -> domain(domain) + copies(port)))
                .orElseGet(() -> uncoded(port.tensor().dtype()));
        return String.format(Locale.ROOT, "%-6s '%s' %s%s: %s%n", role, port.tensor().name(),
                port.tensor().dtype().label(),
                port.tensor().signature(), carries);
    }

    private static String uncoded(DType type) {
        return type == DType.BOOL ? "true or false, as 1 or 0"
                : type.isInteger() ? "integers, which are no codes" : "any real value";
    }

    private static String codes(FeatureCodes features) {
        return "each feature has codes of its own (encode makes them, inspect lists them)";
    }

    private static String copies(Interface.Port port) {
        return port.copies() == 1 ? "" : "; the mean of " + port.copies() + " neighbouring values is one output";
    }

    private static String domain(Domain domain) {
        return String.format(Locale.ROOT, "%s to %s in steps of %s (code %d is 0)", Figures.of(domain.min()),
                Figures.of(domain.max()), Figures.of(domain.step()), domain.quantization().zeroPoint());
    }
}
