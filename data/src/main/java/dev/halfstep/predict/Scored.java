package dev.halfstep.predict;

import java.io.Serializable;
import java.util.List;

/** What became of a row that was to be scored. */
public sealed interface Scored extends Serializable {

    /**
     * It was predicted for.
     *
     * @param values one for each target, in its unit
     * @param codes what the model's output holds for the row, one or several for each target; empty where it gives real values
     * @param inputOutside whether a column's value lies outside of what the model's codes can stand for
     * @param outputAtEnd whether a prediction is at an end of its codes, so that a value beyond it may have been clipped to it
     * @param outside which columns and targets these are, and by how much, in their units: {@code age -3; wage at its upper end}; empty
     *        for none
     */
    record Predicted(List<Double> values, List<Integer> codes, boolean inputOutside, boolean outputAtEnd,
            String outside)
            implements
                Scored {

        public Predicted {
            values = List.copyOf(values);
            codes = List.copyOf(codes);
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
