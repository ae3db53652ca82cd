package dev.halfstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are lost in the midst of their rows, and done again elsewhere: what comes out is the same. */
class FailingTasksTest {

    private static final AtomicInteger LOST = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Path table;
    private static Dataset<Row> rows;
    private static Dataset<Row> failing;

    @BeforeAll
    static void read() {
        table = Wages.made(folder, 300);
        rows = Spark.inParts(Spark.csv(table), 4).cache();
        failing = rows.mapPartitions(new Failing(), Encoders.row(rows.schema()));
    }

    /** Hands out half of a partition's rows and fails, the first time that it is read in a stage. */
    private static final class Failing implements MapPartitionsFunction<Row, Row>, Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public Iterator<Row> call(Iterator<Row> given) {
            boolean fails = TaskContext.get().attemptNumber() == 0 && TaskContext.getPartitionId() % 2 == 1;
            var count = new AtomicInteger();
            return new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return given.hasNext();
                }

                @Override
                public Row next() {
                    if (fails && count.incrementAndGet() > 30) {
                        LOST.incrementAndGet();
                        throw new IllegalStateException("lost");
                    }
                    return given.next();
                }
            };
        }
    }

    private static void checkThatTasksWereLost() {
        assertThat(LOST.getAndSet(0)).isPositive();
    }

    @Test
    void calibration() {
        byte[] file = Calibration.observe(failing, Wages.model()).quantize("full-uint8").toBytes();

        checkThatTasksWereLost();
        assertThat(file).isEqualTo(Wages.quantized(table, Precision.FULL_UINT8, Recipe.DEFAULT));
    }

    @Test
    void scoring() {
        HalfstepModel model = Wages.model().setHandleInvalid("keep").setBlockSize(8);
        List<Row> scored = model.transform(failing).sort("row").collectAsList();

        checkThatTasksWereLost();
        assertThat(scored).isEqualTo(model.transform(rows).sort("row").collectAsList());
    }

    @Test
    void evaluation() {
        List<Evaluation> scores = SparkEvaluation.of(failing, List.of(Wages.model()));

        checkThatTasksWereLost();
        assertThat(scores).usingRecursiveComparison().isEqualTo(SparkEvaluation.of(rows, List.of(Wages.model())));
    }
}
