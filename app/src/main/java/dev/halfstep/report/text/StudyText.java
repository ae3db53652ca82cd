package dev.halfstep.report.text;

import dev.halfstep.evaluate.Scores;
import dev.halfstep.graph.Domain;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.report.Figures;
import dev.halfstep.report.LeftOutText;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.Paragraph;
import dev.halfstep.report.StudyReport;
import dev.halfstep.report.TextTable;
import dev.halfstep.study.ModelResult;
import dev.halfstep.study.StudyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A study's result for the console, made to be read there and pasted elsewhere: at most 100 columns wide. */
public final class StudyText {

    /** Raw codes are worth a word when taking them for values seems to make the error this many times larger. */
    private static final double ABSURD = 3;

    private final StudyResult study;
    private final StringBuilder text = new StringBuilder();

    private StudyText(StudyResult study) {
        this.study = study;
    }

    /** The whole text, with a line end. */
    public static String of(StudyResult study) {
        return new StudyText(study).write();
    }

    private String write() {
        heading();
        text.append(NotesText.of(study.notes()));
        text.append(NotesText.of(LeftOutText.of(study)));
        var table = new EvaluationTable("precision", OptionalDouble.of(floatScores().mae()), true);
        study.models().forEach(model -> table.row(model.precision().label(), model.bytes(), model.evaluation()));
        text.append('\n').append(table).append('\n').append(table.legend(unit()));
        targets();
        rawCodes();
        explanation();
        study.worstCase().ifPresent(found -> text.append('\n').append(WorstCaseText.of(found)));
        noSmaller();
        text.append("\nFiles are in ").append(study.folder())
                .append("; report.html there shows all this, study.json has all figures.\n");
        return text.toString();
    }

    private Scores floatScores() {
        return study.floatModel().evaluation().inUnits();
    }

    private String unit() {
        List<String> targets = study.pipeline().targetNames();
        return targets.size() == 1 ? targets.getFirst() : "the targets " + String.join(", ", targets);
    }

    private void heading() {
        Pipeline pipeline = study.pipeline();
        String layers = study.network().layers().stream().map(layer -> Integer.toString(layer.outputs()))
                .collect(Collectors.joining("-"));
        String dropped = study.dropped() == 0 ? ""
                : ", " + Figures.count(study.dropped()) + " dropped for missing cells";
        text.append(String.format(Locale.ROOT, "%s: %s rows%s; %s train, %s test%n", study.data().getFileName(),
                Figures.count(study.rows()), dropped, Figures.count(study.train()), Figures.count(study.test())));
        text.append(String.format(Locale.ROOT, "predicts %s; network %d-%s, %s, seed %d%n",
                String.join(", ", pipeline.targetNames()) + mapped(), pipeline.features().size(), layers, epochs(),
                study.training().seed()));
        text.append(String.format(Locale.ROOT, "quantized by recipe %s, calibrated on %s training rows%n",
                study.recipe().name(), Figures.count(study.calibrationRows())));
        Scores standardised = study.floatModel().evaluation().standardised();
        text.append(String.format(Locale.ROOT,
                "float model on the test rows: MAE %s (standardised %s), RMSE %s, R² %s%n",
                Figures.of(floatScores().mae()), Figures.of(standardised.mae()), Figures.of(floatScores().rmse()),
                Double.isNaN(floatScores().r2()) ? "n/a" : String.format(Locale.ROOT, "%.3f", floatScores().r2())));
    }

    private String mapped() {
        TargetMapping.Kind kind = study.pipeline().targets().getFirst().mapping().kind();
        return kind == TargetMapping.Kind.LINEAR ? "" : " by the mapping " + kind.label();
    }

    private String epochs() {
        int run = study.network().history().size();
        int kept = study.network().keptEpoch();
        return run + (run == 1 ? " epoch" : " epochs") + (kept == run ? "" : ", kept the " + kept + "th");
    }

    /** With several targets, the errors of each: their mean in units hides more than it shows. */
    private void targets() {
        List<Target> targets = study.pipeline().targets();
        if (targets.size() < 2) {
            return;
        }
        var headings = new ArrayList<>(List.of("MAE of"));
        targets.forEach(target -> headings.add(target.name()));
        var table = new TextTable(headings.toArray(String[]::new));
        for (ModelResult model : study.models()) {
            var cells = new ArrayList<>(List.of(model.precision().label()));
            model.evaluation().byTarget().forEach(scores -> cells.add(Figures.of(scores.mae())));
            table.row(cells.toArray(String[]::new));
        }
        text.append('\n').append(table);
    }

    private void explanation() {
        text.append('\n').append(Paragraph.of(String.join(" ", StudyReport.of(study).headline())));
    }

    private void rawCodes() {
        Optional<ModelResult> worst = study.models().stream().filter(ModelResult::givesCodes)
                .filter(m -> seeming(m) > ABSURD * m.evaluation().standardised().mae()).findFirst();
        worst.ifPresent(model -> {
            Domain domain = model.outputDomain().orElseThrow();
            text.append('\n').append(Paragraph.of(String.format(Locale.ROOT,
                    "Scoring the output codes of %s (%d..%d) as if they were values would show an error of %s (standardised)"
                            + " instead of %s: an error of the reading, not of the model."
                            + " Decode first: value = %s * (code %s %d)%s%s.",
                    model.precision().label(), domain.dtype().min(), domain.dtype().max(), Figures.of(seeming(model)),
                    Figures.of(model.evaluation().standardised().mae()), Figures.of(domain.step()),
                    domain.quantization().zeroPoint() < 0 ? "+" : "-", Math.abs(domain.quantization().zeroPoint()),
                    inUnits(), copies())));
        });
    }

    private String copies() {
        int copies = study.recipe().vernier();
        return copies == 1 ? "" : ", code being the mean of the output's " + copies + " copies";
    }

    private static double seeming(ModelResult model) {
        return model.evaluation().standardised().maeOfRawCodes().orElse(0);
    }

    private String inUnits() {
        List<Target> targets = study.pipeline().targets();
        if (targets.size() > 1) {
            return "";
        }
        Target target = targets.getFirst();
        if (target.mapping().kind() != TargetMapping.Kind.LINEAR) {
            return ", and " + target.name() + " by the table of 256 values that inspect --json gives";
        }
        return String.format(Locale.ROOT, ", and %s = %s * value + %s", target.name(), Figures.of(target.deviation()),
                Figures.of(target.mean()));
    }

    private void noSmaller() {
        study.models().stream().filter(ModelResult::sameAsFloat)
                .forEach(model -> text.append('\n').append(Paragraph.of(String.format(Locale.ROOT,
                        "%s is no smaller than float32: the recipe %s leaves weights of fewer than %s elements in float.",
                        model.precision().label(), study.recipe().name(),
                        Figures.count(study.recipe().dynamicRangeMinElements())))));
    }
}
