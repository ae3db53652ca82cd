package dev.halfstep;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.PipelineUnits;
import dev.halfstep.problem.Mention;
import dev.halfstep.problem.Setting;
import dev.halfstep.problem.Vocabulary;
import dev.halfstep.quantize.Precision;
import dev.halfstep.search.Adviser;
import dev.halfstep.search.Parts;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The explanation of a quantized model on the test rows of a table. */
final class Inquiry {

    /** With fewer rows, what helps on some says nothing of others. */
    private static final int LEAST_ROWS = 25;

    private final Data data;
    private final Graph quantized;
    private final Graph floats;
    private final ExplanationOptions options;
    private final Units units;

    Inquiry(Data data, Graph quantized, Graph floats, ExplanationOptions options) {
        this.data = data;
        this.quantized = quantized;
        this.floats = floats;
        this.options = options;
        units = PipelineUnits.of(data.pipeline());
    }

    Explanation answer() {
        Subject subject = Subject.of(quantized, Optional.of(floats), data.testInputs(),
                IntStream.of(data.testRows()).map(row -> row + 1).toArray(),
                Optional.of(new Subject.Labels(data.testLabels(), data.testLabelsInUnits())), units);
        Adviser.Result advice = advice(subject.inputs());
        return new Explanation(ErrorBudget.of(subject, options.grouping()),
                MisuseSearch.search(subject, options.seen()), CodeUseCheck.check(subject), advice.advice(),
                advice.trials());
    }

    private Adviser.Result advice(Tensor measured) {
        if (data.isSplit()) {
            return advice(data.trainingInputs(), measured, false);
        }
        if (measured.shape().extent(0) < LEAST_ROWS) {
            return Adviser.Result.NONE;
        }
        Parts parts = Parts.of(floats, measured, Optional.empty());
        return advice(parts.fitting(), parts.validation(), true);
    }

    private Adviser.Result advice(Tensor fitting, Tensor measured, boolean setAside) {
        return Adviser.advise(new Adviser.Request(quantized, floats, fitting, measured, setAside, units, true,
                Inquiry::settings), options.advice(), done -> {});
    }

    /** What a trial sets: {@code precision=full-uint8 headroom=10%}. */
    private static String settings(Precision precision, Optional<DType> edge, List<Mention> others) {
        Stream<String> first = Stream.concat(Stream.of(Setting.PRECISION.as(precision.label())).map(Inquiry::said),
                edge.map(type -> "edge=" + type.label()).stream());
        return Stream.concat(first, others.stream().map(Inquiry::said)).reduce((a, b) -> a + " " + b).orElseThrow();
    }

    private static String said(Mention mention) {
        return Vocabulary.LIBRARY.name(mention).orElseThrow();
    }
}
