package dev.halfstep.study;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.quantize.Precision;
import java.util.Optional;

/**
 * One model of a comparison of target mappings, as its file was read back and run. Deviations are from the float model of the
 * same mapping.
 *
 * @param mapping as it was fitted
 * @param file name within the comparison's folder
 * @param bytes size of the file
 * @param selectionMae mean absolute error on the rows that mappings are chosen by, in the target's unit
 * @param evaluation on all test rows
 * @param dense on the test rows in the dense part, in the target's unit; empty if there are none
 * @param sparse on the other test rows
 */
public record MappedModel(TargetMapping mapping, Precision precision, String file, long bytes, double selectionMae,
        Evaluation evaluation, Optional<Scores> dense, Optional<Scores> sparse) {}
