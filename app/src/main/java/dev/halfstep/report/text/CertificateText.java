package dev.halfstep.report.text;

import dev.halfstep.certificate.Certificate;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.domain.RawValue;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import java.util.Locale;
import java.util.stream.Collectors;

/** A certificate for people: the bounds, where nearly that much happens, and for which inputs all this holds. */
public final class CertificateText {

    private CertificateText() {}

    /** The whole text. */
    public static String of(Certificate certificate) {
        boolean ranges =
                certificate.certified().outputs().stream().noneMatch(bound -> Double.isNaN(bound.range().min()));
        var table = new TextTable("output", "at most", "in steps", "found", "ratio", ranges ? "predicts" : "");
        var text = new StringBuilder();
        for (OutputBound bound : certificate.certified().outputs()) {
            String target = certificate.targets().get(bound.target());
            table.row(target, Figures.of(bound.bound()), Figures.of(bound.boundSteps()),
                    Figures.of(Math.abs(bound.witness().deviation())), ratio(bound.ratio()),
                    range(bound));
            text.append(Paragraph.of(witness(certificate, bound)));
            if (!bound.parts().isEmpty()) {
                text.append(Paragraph.of("The bound of " + target + " is made of " + parts(bound) + "."));
            }
        }
        return Paragraph
                .of("For every input of the domain, the quantized model is no further from the float model than:")
                + table + text + FindingsText.of(certificate)
                + domain(certificate.domain())
                + Paragraph.of(method(certificate));
    }

    /** For which inputs a certificate holds. */
    public static String domain(ModelDomain domain) {
        return Paragraph.of("Domain: " + String.join("; ", domain.lines()) + ".");
    }

    private static String range(OutputBound bound) {
        return Double.isNaN(bound.range().min()) ? ""
                : Figures.of(bound.range().min()) + " to " + Figures.of(bound.range().max());
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.3f", Math.ceil(ratio * 1000 - 1e-6) / 1000)
                : "n/a";
    }

    private static String witness(Certificate certificate, OutputBound bound) {
        return "Found for " + certificate.targets().get(bound.target()) + ": "
                + Figures.of(bound.witness().quantized()) + " instead of " + Figures.of(bound.witness().reference())
                + " at " + certificate.domain().raw(bound.witness().input()).stream().map(RawValue::toString)
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static String parts(OutputBound bound) {
        return bound.parts().stream().map(part -> part.name() + " " + Figures.of(part.amount()))
                .collect(Collectors.joining(", "));
    }

    private static String method(Certificate certificate) {
        long boxes = certificate.certified().outputs().stream().mapToLong(OutputBound::boxes).sum();
        return (certificate.isExact() ? "What was found is the worst there is, but for rounding"
                : "Boxes of the domain were bounded, the worst ever more closely")
                + ": " + Figures.count(boxes) + (boxes == 1 ? " box" : " boxes") + " in "
                + Figures.of(certificate.certified().seconds()) + " s. Of the bound "
                + certificate.certified().outputs().stream().map(bound -> Figures.of(bound.floatRounding()))
                        .collect(Collectors.joining(", "))
                + " is for the float model's own rounding, whatever the order of its sums.";
    }
}
