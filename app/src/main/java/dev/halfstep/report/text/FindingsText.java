package dev.halfstep.report.text;

import dev.halfstep.certificate.Certificate;
import dev.halfstep.certify.Findings;
import dev.halfstep.certify.Findings.CodeStep;
import dev.halfstep.certify.Findings.Fall;
import dev.halfstep.certify.Findings.InputEnd;
import dev.halfstep.certify.Findings.Monotonicity;
import dev.halfstep.certify.Findings.OutputEnd;
import dev.halfstep.certify.Findings.Sums;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.domain.RawValue;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a certificate says besides its bounds: where codes end, what one code changes, what rises, how many bits sums need. */
final class FindingsText {

    /** Parts of the domain that are smaller, or leave less of it out, are not worth a number. */
    private static final double SMALL = 0.00005;

    private final Certificate certificate;
    private final Findings findings;

    private FindingsText(Certificate certificate) {
        this.certificate = certificate;
        findings = certificate.certified().findings();
    }

    static String of(Certificate certificate) {
        var text = new FindingsText(certificate);
        return text.monotonicities() + text.codeSteps() + text.outputEnds() + text.inputEnds() + text.sums();
    }

    private String target(int target) {
        return certificate.targets().get(target);
    }

    private String column(int part) {
        return certificate.domain().columns().get(part);
    }

    private String monotonicities() {
        return findings.monotonicities().stream().map(each -> Paragraph.of(monotonicity(each)))
                .collect(Collectors.joining());
    }

    private String monotonicity(Monotonicity each) {
        String claim = target(each.claim().target()) + (each.claim().isRising() ? " never falls" : " never rises")
                + " as " + column(each.claim().part()) + " rises";
        return switch (each.verdict()) {
            case PROVEN -> "Proven of the quantized model: " + claim + ". " + switch (each.way()) {
                case SIGNS -> "All weights on the way agree.";
                case LINES, SLOPES -> "All codes of the domain were gone through.";
            };
            case CONTRADICTED -> "Not so of the quantized model: " + claim + ". " + fall(each) + " " + limit(each);
            case OPEN -> "Neither proven nor contradicted of the quantized model: " + claim + ". " + limit(each);
        };
    }

    private String fall(Monotonicity each) {
        Fall fall = each.fall().orElseThrow();
        List<RawValue> from = certificate.domain().raw(fall.from());
        List<RawValue> to = certificate.domain().raw(fall.to());
        int part = each.claim().part();
        String others = IntStream.range(0, from.size()).filter(p -> p != part).mapToObj(p -> from.get(p).toString())
                .collect(Collectors.joining(", "));
        return "It predicts " + Figures.of(fall.fromValue()) + " at " + from.get(part) + " and "
                + Figures.of(fall.toValue()) + " at " + to.get(part) + (others.isEmpty() ? "" : ", with " + others)
                + ": " + Figures.of(fall.amount()) + (each.claim().isRising() ? " less." : " more.");
    }

    private static String limit(Monotonicity each) {
        return switch (each.way()) {
            case LINES, SIGNS -> "Nothing in the domain goes further against it.";
            case SLOPES -> "No two rows go against it by more than " + Figures.of(each.bound()) + "."
                    + (each.floatSlope() ? " Of the float model it is proven." : "");
        };
    }

    private String codeSteps() {
        if (findings.codeSteps().isEmpty()) {
            return "";
        }
        var table = new TextTable("one code more or less", "changes", "by up to", "at most");
        for (CodeStep step : findings.codeSteps()) {
            table.row(column(step.part()), target(step.target()), Figures.of(step.largest()),
                    step.isExact() ? "the same" : Figures.of(step.bound()));
        }
        return table.toString();
    }

    private String outputEnds() {
        return findings.outputEnds().stream().map(end -> Paragraph.of(outputEnd(end))).collect(Collectors.joining());
    }

    private String outputEnd(OutputEnd end) {
        String code = "the " + (end.isUpper() ? "last" : "first") + " code of " + target(end.target()) + ", "
                + Figures.of(end.value());
        if (end.most() == 0) {
            return "Nothing in the domain has " + code + ": it never clips there.";
        }
        if (end.least() == 0 && end.example().isEmpty()) {
            return "No row was found that has " + code + ", though up to " + Figures.percent(end.most())
                    + " of the domain could.";
        }
        // The largest; others stand in the JSON form.
        String where =
                end.boxes().stream().limit(1).map(box -> ": all with " + narrower(box)).collect(Collectors.joining());
        return "Rows clip at " + code + share(end) + where + ".";
    }

    private static String share(OutputEnd end) {
        String from = end.least() < SMALL ? "" : "at least " + Figures.percent(end.least());
        String to = end.most() > 1 - SMALL ? "" : "at most " + Figures.percent(end.most());
        String both = from + (from.isEmpty() || to.isEmpty() ? "" : " and ") + to;
        return both.isEmpty() ? "" : ", in " + both + " of the domain";
    }

    private String narrower(InputDomain box) {
        List<String> lines = certificate.domain().within(box).linesUnlike(certificate.domain());
        return lines.isEmpty() ? "any row" : String.join(", ", lines);
    }

    private String inputEnds() {
        return findings.inputEnds().isEmpty() ? ""
                : Paragraph.of("Beyond the codes of the input, where values are one to the quantized model: "
                        + findings.inputEnds().stream().map(InputEnd::where).map(this::narrower)
                                .collect(Collectors.joining("; "))
                        + ".");
    }

    private String sums() {
        return findings.sums().isEmpty() ? ""
                : Paragraph.of("Sums cannot overflow: " + findings.sums().stream().map(FindingsText::sums)
                        .collect(Collectors.joining(", ")) + ".");
    }

    private static String sums(Sums sums) {
        return "those of layer " + (sums.layer() + 1) + " need " + sums.bits() + " of " + sums.width() + " bits ("
                + sums.bitsOfAnyCodes() + " for any codes), " + sums.spare() + " are spare";
    }
}
