package dev.halfstep.study;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.Subject;
import dev.halfstep.quantize.Precision;

/**
 * One model of a study, explained on the test rows.
 *
 * @param subject the model with its float model and the rows
 */
public record ExplainedModel(Precision precision, Subject subject, Explanation explanation) {}
