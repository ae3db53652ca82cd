package dev.halfstep.predict;

import java.io.Serializable;
import java.util.List;

/** What became of a row that was to be scored. */
public sealed interface Scored extends Serializable {

    /**
     * It was predicted for.
     *
     * @param values one for each target, in its unit
     * @param inputOutside whether a column's value lies outside of what the model's codes can stand for
     * @param outputAtEnd whether a prediction is at an end of its codes, so that a value beyond it may have been clipped to it
     * @param outside which columns and targets these are, and by how much, in their units: {@code age -3; wage at its upper end}; empty
     *        for none
     */
    record Predicted(List<Double> values, boolean inputOutside, boolean outputAtEnd, String outside) implements Scored {

        public Predicted {
            values = List.copyOf(values);
        }
    }

    /**
     * It could not be: a value is missing, or none that the model takes.
     *
     * @param reason a sentence for people
     * @param place where: {@code column 'age'}; empty where it is about the row
     */
    record Refused(String reason, String place) implements Scored {}
}
