package dev.halfstep.report;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.Source;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Domain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an explanation comes down to, in sentences with figures. */
public final class Headline {

    /** A share that is so much larger than the whole is no part of it. */
    private static final double MORE_THAN_ALL = 1.5;

    private final String model;
    private final Subject subject;
    private final Explanation explanation;
    private final Budget budget;
    private final Measure measure;

    private Headline(String model, Subject subject, Explanation explanation) {
        this.model = model;
        this.subject = subject;
        this.explanation = explanation;
        budget = explanation.budget();
        measure = Measure.of(subject.units());
    }

    /**
     * The sentences, the most important first.
     *
     * @param model its name
     */
    public static List<String> of(String model, Subject subject, Explanation explanation) {
        var headline = new Headline(model, subject, explanation);
        var sentences = new ArrayList<String>();
        headline.verdict().ifPresent(sentences::add);
        sentences.add(headline.deviation());
        headline.sources().ifPresent(sentences::add);
        headline.worst().ifPresent(sentences::add);
        return List.copyOf(sentences);
    }

    private Optional<String> verdict() {
        return explanation.misuse()
                .flatMap(misuse -> misuse.verdict().map(verdict -> SeenText.of(misuse.correct(), verdict)));
    }

    private String deviation() {
        String from = budget.reference() == Budget.Reference.FLOAT_MODEL ? "the float model"
                : "what its own weights would predict in real numbers";
        String text = model + " deviates from " + from + " by " + inUnits(budget.meanAbsDiff())
                + " in the mean" + steps(budget.meanAbsDiff().standardised());
        if (budget.floor().standardised() == 0) {
            return text + ".";
        }
        return text + "; rounding the output alone costs " + measure.text(budget.floorMeanAbsDiff()) + ".";
    }

    private String inUnits(Figure figure) {
        return measure.text(figure) + (subject.units().known() ? " " + measure.name() : "");
    }

    private String steps(double standardised) {
        return step().map(step -> String.format(Locale.ROOT, " (%.2f output steps)", standardised / step)).orElse("");
    }

    /** The distance of neighbouring output codes, standardised, as evaluations count in it. */
    private Optional<Double> step() {
        return subject.outputPort().domain().map(Domain::step)
                .map(Float::doubleValue);
    }

    private Optional<String> sources() {
        if (!(measure.of(budget.total()) > 0)) {
            return Optional.empty();
        }
        List<Budget.Share> shares = budget.players().stream()
                .sorted(Comparator.comparingDouble(this::part).reversed()).toList();
        Budget.Share largest = shares.getFirst();
        if (part(largest) > MORE_THAN_ALL) {
            return Optional.of(String.format(Locale.ROOT,
                    "The %s alone would make its squared deviation %.1f times as large; %s makes up for some of it.",
                    largest.name(), part(largest), shares.getLast().name()));
        }
        String text = String.format(Locale.ROOT, "%.0f %% of its squared deviation comes from %s",
                100 * part(largest), largest.name());
        if (shares.size() > 1 && part(shares.get(1)) >= 0.1) {
            Budget.Share second = shares.get(1);
            text += String.format(Locale.ROOT, ", %.0f %% from %s", 100 * part(second), second.name());
        }
        return Optional.of(text + ".");
    }

    /** Another source that has at least half as large a part in the largest deviation. */
    private String besides(Budget.Share main) {
        return budget.players().stream().filter(share -> !share.equals(main))
                .max(Comparator.comparingDouble(share -> measure.of(share.worstShare())))
                .filter(share -> measure.of(share.worstShare()) >= measure.of(main.worstShare()) / 2)
                .map(share -> " and " + share.name()).orElse("");
    }

    private double part(Budget.Share share) {
        return measure.of(share.share()) / measure.of(budget.total());
    }

    private Optional<String> worst() {
        Budget.Worst worst = budget.worst();
        Figure deviation = new Figure(Math.abs(worst.deviation().inUnits()),
                Math.abs(worst.deviation().standardised()));
        if (deviation.standardised() == 0) {
            return Optional.empty();
        }
        String text = "The largest deviation, " + inUnits(deviation) + " in row "
                + Figures.count(worst.row()) + steps(deviation.standardised()) + ", comes from "
                + worst.main().name() + besides(worst.main());
        boolean clips = worst.main().sources().stream().map(Source::kind)
                .anyMatch(kind -> kind == Source.Kind.OUTPUT_CLIPPING);
        if (clips && worst.target() < explanation.use().outputs().size()) {
            CodeUse.Column output = explanation.use().outputs().get(worst.target());
            boolean above = worst.deviation().inUnits() < 0;
            text += String.format(Locale.ROOT, ": its codes end at %s, and %s %s",
                    Figures.of(above ? output.high() : output.low()),
                    budget.reference() == Budget.Reference.FLOAT_MODEL ? "the float model predicts"
                            : "in real numbers it would be",
                    Figures.of(worst.reference().inUnits()));
        }
        return Optional.of(text + ".");
    }
}
