package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Commits the common mistakes in using a model, on all rows, and tells which of them explains a score that somebody saw.
 *
 * <p>
 * A mistake explains a score that equals its own to the digits given, if that is not likely to be chance; or, where the score is
 * far from everything that the model may really score, one that is within 3 % and closest by far. What the model really scores
 * comes first: nobody is accused where nothing is wrong, or where a mistake changes nothing. {@code SeenRule} has the whole rule.
 */
public final class MisuseSearch {

    private final Subject subject;
    private final Uses uses;
    private final Trials trials;
    private final JavaLines java;
    private final PythonLines python;
    private final Misuse.Scored correct;
    private final List<Trial> singles;

    private MisuseSearch(Subject subject, Subject.Labels labels, Vocabulary vocabulary) {
        this.subject = subject;
        uses = Uses.of(subject);
        trials = new Trials(subject, labels);
        java = new JavaLines(subject.units().known());
        Interface edges = Interface.of(subject.quantized());
        python = new PythonLines(edges.inputs().getFirst(), edges.outputs().getFirst(), subject.units(),
                setting -> Phrase.of("").with(setting).text(vocabulary));
        correct = trials.scored(subject.prediction().values().values(), Use.Comparison.SAME_UNIT);
        singles = trials.of(uses.singles());
    }

    /**
     * What mistakes would score on the subject's rows.
     *
     * @param seen a score, as its text, so that it is known how many digits were given; empty if none was
     * @return empty without labels
     * @throws dev.halfstep.problem.Problem if what was seen is not a score
     */
    public static Optional<Misuse> search(Subject subject, Optional<String> seen) {
        return search(subject, seen, Vocabulary.LIBRARY);
    }

    /**
     * The same.
     *
     * @param vocabulary what settings are called in lines that do it right
     */
    public static Optional<Misuse> search(Subject subject, Optional<String> seen, Vocabulary vocabulary) {
        Optional<SeenScore> score = seen.map(SeenScore::parse);
        return subject.labels().map(labels -> new MisuseSearch(subject, labels, vocabulary).result(score));
    }

    private Misuse result(Optional<SeenScore> seen) {
        Optional<SeenRule.Finding> finding = seen.flatMap(score -> rule(score).explain(singles,
                () -> trials.of(uses.inOrdersOfTools()), () -> trials.of(uses.withSwaps()),
                () -> trials.of(uses.pairs())));
        return new Misuse(correct, mistakes(finding.flatMap(SeenRule.Finding::trial)),
                seen.map(score -> verdict(score, finding)));
    }

    private SeenRule rule(SeenScore seen) {
        Stream<Misuse.Scored> reference = subject.floatValues()
                .map(values -> trials.scored(values.values(), Use.Comparison.SAME_UNIT)).stream();
        return new SeenRule(seen, subject.units().known(), Stream.concat(Stream.of(correct), reference).toList());
    }

    /** One mistake of each kind, the first or the one that explains what was seen; then what does so and is of several kinds. */
    private List<Misuse.Mistake> mistakes(Optional<Trial> guilty) {
        List<Trial> orders = trials.of(uses.inOrdersOfTools().stream().limit(1).toList());
        List<Trial> all = Stream.of(guilty.stream(), singles.stream(), orders.stream()).flatMap(s -> s)
                .toList();
        Stream<Trial> ofOneKind = Arrays.stream(Misuse.Kind.values()).flatMap(kind -> all.stream()
                .filter(trial -> trial.use().kinds().size() == 1 && trial.use().kinds().contains(kind)).limit(1));
        Stream<Trial> ofSeveral = guilty.filter(trial -> trial.use().kinds().size() > 1).stream();
        return Stream.concat(ofOneKind, ofSeveral).map(this::mistake).toList();
    }

    private Misuse.Mistake mistake(Trial trial) {
        return new Misuse.Mistake(List.copyOf(trial.use().kinds()), trial.use().name(), trial.scored(),
                java.of(trial.use()), python.of(trial.use()));
    }

    private Misuse.Verdict verdict(SeenScore seen, Optional<SeenRule.Finding> finding) {
        return finding.map(found -> new Misuse.Verdict(seen.value(), true, found.trial().map(this::mistake),
                Optional.of(found.measure().metric()), found.measure().standardised(), found.measure().score(),
                found.tolerance()))
                .orElseGet(() -> new Misuse.Verdict(seen.value(), false, Optional.empty(), Optional.empty(), false,
                        Double.NaN, seen.halfUnit()));
    }
}
