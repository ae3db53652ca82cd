package dev.halfstep.study;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.graph.Domain;
import dev.halfstep.quantize.Decision;
import dev.halfstep.quantize.Precision;
import java.util.Optional;

/**
 * One model of a study, as its file was read back and run on the test rows.
 *
 * @param file name within the study's folder
 * @param bytes size of the file
 * @param outputDomain what its output codes stand for, if its output is integer inside
 * @param givesCodes whether codes come out of the model, so that someone may take them for values
 * @param sameAsFloat whether quantizing changed nothing
 * @param rowsLeftOut the calibration rows that had no part in it, where some were left out
 * @param quantizeMillis time for calibrating, deciding and applying, without writing
 */
public record ModelResult(Precision precision, String file, long bytes, Evaluation evaluation,
        Optional<Domain> outputDomain, boolean givesCodes, boolean sameAsFloat,
        Optional<Decision.RowsLeftOut> rowsLeftOut, double quantizeMillis) {}
