package dev.halfstep.study;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.search.Adviser;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;

/**
 * One model of a study, explained on the test rows.
 *
 * @param subject the model with its float model and the rows
 */
public record ExplainedModel(Precision precision, Subject subject, Explanation explanation) {

    /**
     * Explains a model.
     *
     * @param network the float model
     * @param training what trials quantize on {@code [rows, features]}
     * @param command how a trial is written as a command
     */
    static ExplainedModel of(Precision precision, Graph model, Graph network, TestRows test, Tensor training,
            Units units, QuantizeLine command) {
        Subject subject = Subject.of(model, Optional.of(network), test.inputs(), test.numbers(),
                Optional.of(test.labels()), units);
        Adviser.Result advice = Adviser.advise(new Adviser.Request(model, network, training, test.inputs(), false,
                units, true, command), Adviser.Effort.QUICK, done -> {});
        return new ExplainedModel(precision, subject,
                new Explanation(ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES),
                        MisuseSearch.search(subject, Optional.empty(), Flags.ALL), CodeUseCheck.check(subject),
                        advice.advice(),
                        advice.trials()));
    }
}
