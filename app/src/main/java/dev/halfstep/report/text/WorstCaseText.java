package dev.halfstep.report.text;

import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.TextTable;
import dev.halfstep.study.Study;
import dev.halfstep.study.WorstCase;

/** The worst case of a study's model, and what other ranges would change of it. */
final class WorstCaseText {

    private WorstCaseText() {}

    static String of(WorstCase found) {
        var table = new TextTable("worst case of " + found.precision().label(), "ranges", "at most", "in steps",
                "found", "mean on test rows");
        for (int target = 0; target < found.certificate().targets().size(); target++) {
            for (WorstCase.Trial trial : found.trials()) {
                OutputBound bound = trial.bound(target);
                table.row(found.certificate().targets().get(target), trial.ranges(), Figures.of(bound.bound()),
                        Figures.of(bound.boundSteps()), Figures.of(Math.abs(bound.witness().deviation())),
                        Figures.of(trial.meanDeviation(target)));
            }
        }
        return table + Paragraph.of("at most: no row within what the training rows span deviates by more from the"
                + " float model, which is proven. What clips there makes the worst of it; ranges that reach further"
                + " clip less and are coarser for all; output +10 % reaches so much of the output's range further at each end."
                + " The certificate of " + found.precision().label()
                + ".tflite is " + Study.CERTIFICATE + "; quantize --output-range or --ranges domain makes the others.");
    }
}
