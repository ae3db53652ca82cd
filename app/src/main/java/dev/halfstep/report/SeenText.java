package dev.halfstep.report;

import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.Misuse.Match;
import java.util.List;
import java.util.Optional;

/** What a score that was seen means, in sentences that say nothing against the figures beside them. */
public final class SeenText {

    private static final String BY_CHANCE = " That may be chance: more digits would tell.";

    /** Beyond this a distance in per cent says nothing. */
    private static final double FAR = 1;

    private final Misuse.Scored correct;
    private final Misuse.Verdict verdict;
    private final Match first;

    private SeenText(Misuse.Scored correct, Misuse.Verdict verdict) {
        this.correct = correct;
        this.verdict = verdict;
        first = verdict.matches().getFirst();
    }

    /**
     * The sentences, on one line.
     *
     * @param correct what the model really scores
     */
    public static String of(Misuse.Scored correct, Misuse.Verdict verdict) {
        var text = new SeenText(correct, verdict);
        return "A score of " + verdict.text() + switch (verdict.standing()) {
            case RIGHT -> text.right();
            case MISTAKE -> text.mistake();
            case OPEN -> text.open();
        };
    }

    /** One thing that scores what was seen, or nearly so: {@code output codes taken for values: 95.265 (MAE, standardised), 0.3 % off}. */
    public static String line(Match match) {
        return (match.mistake().isPresent() ? match.name() : match.name() + ", used rightly") + ": "
                + Figures.of(match.score()) + " (" + match.measure() + "), " + off(match);
    }

    private static String off(Match match) {
        return match.exact() ? "the same to its digits"
                : match.distance() < FAR ? Figures.percent(match.distance()) + " off" : "far off";
    }

    /** Where a mistake scores the same, it is not said that there was none. */
    private String right() {
        boolean mayBeMistake = verdict.matches().stream().anyMatch(match -> match.exact() && match.mistake().isPresent());
        return " is what " + first.name() + " really scores (" + measured() + ")" + (mayBeMistake ? "" : ": no mistake")
                + quantized().map(score -> "; the quantized model scores " + score).orElse("") + "."
                + others(mayBeMistake ? " More digits would tell." : "");
    }

    private String mistake() {
        String measure = first.exact() ? first.measure() : first.measure() + "; " + off(first);
        return (first.exact() ? " is" : " is most likely") + " no error of the model but of its use: " + first.name()
                + " score " + Figures.of(first.score()) + " (" + measure + ")"
                + quantized().map(score -> "; used rightly, the model scores " + score).orElse("") + "." + others("");
    }

    private String open() {
        if (first.mistake().isEmpty() && first.distance() < FAR) {
            return " is close to what " + first.name() + " really scores (" + measured() + "; " + off(first)
                    + "), but it is not that. Other rows or another version of the model may score it."
                    + others(BY_CHANCE);
        }
        if (first.exact()) {
            return " is what the use of the model with a mistake scores: " + first.name() + " (" + measured() + ")."
                    + others("") + BY_CHANCE;
        }
        return (others("").isEmpty() ? " is none that was measured here. The nearest: " : " may be this: ")
                + line(first)
                + "." + others(BY_CHANCE);
    }

    /** Whatever else is the score to its digits, but for the first with more besides. */
    private String others(String remark) {
        List<String> names =
                verdict.matches().stream().skip(1).filter(match -> match.exact() && !isFirstWithMore(match))
                        .map(Match::name).distinct().toList();
        return names.isEmpty() ? ""
                : " To its digits, this scores the same: " + String.join(", or ", names) + "." + remark;
    }

    private boolean isFirstWithMore(Match match) {
        return match.name().equals(first.name()) || (first.mistake().isPresent() && match.mistake().isPresent()
                && match.mistake().get().kinds().containsAll(first.mistake().get().kinds()));
    }

    private String measured() {
        return first.measure() + " " + Figures.of(first.score());
    }

    /** What the model really scores by the measure of the first, if that is over all targets and not the model's own. */
    private Optional<String> quantized() {
        double score = correct.score(first.metric(), first.standardised());
        return first.target().isPresent() || score == first.score() ? Optional.empty()
                : Optional.of(Figures.of(score));
    }
}
