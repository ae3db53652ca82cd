package dev.halfstep.cli;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Interface;
import dev.halfstep.report.Figures;
import java.util.Locale;

/** An input or output of a model in a line. */
final class PortText {

    private PortText() {}

    static String of(String role, Interface.Port port) {
        String carries = port.domain().map(PortText::domain).orElse("any real value");
        return String.format(Locale.ROOT, "%-6s '%s' %s%s: %s%n", role, port.tensor().name(),
                port.tensor().dtype().label(),
                port.tensor().signature(), carries);
    }

    private static String domain(Domain domain) {
        return String.format(Locale.ROOT, "%s to %s in steps of %s (code %d is 0)", Figures.of(domain.min()),
                Figures.of(domain.max()), Figures.of(domain.step()), domain.quantization().zeroPoint());
    }
}
