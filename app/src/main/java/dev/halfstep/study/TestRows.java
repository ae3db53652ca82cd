package dev.halfstep.study;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The rows that a study measures on.
 *
 * @param inputs standardised {@code [rows, features]}
 * @param numbers of the rows in the table, from 1
 */
record TestRows(Tensor inputs, Subject.Labels labels, int[] numbers) {

    static TestRows of(Table table, PipelineFitter.Fitted fitted) {
        Pipeline pipeline = fitted.pipeline();
        int[] rows = fitted.test();
        return new TestRows(pipeline.encodeFinite(table, rows, Unseen.ERROR),
                new Subject.Labels(pipeline.labels(table, rows), pipeline.labelsInUnits(table, rows)),
                IntStream.of(rows).map(row -> row + 1).toArray());
    }
}
