package dev.halfstep.quantize;

/** Recipes that differ from TensorFlow's in single parts. */
public final class Recipes {

    private Recipes() {}

    /** The recipe {@code tensorflow} on all rows, with some fields changed, each as JSON. */
    public static Recipe allRows(String... fields) {
        String more = fields.length == 0 ? "" : "," + String.join(",", fields);
        return Recipe.fromJson("{\"name\":\"test\",\"base\":\"tensorflow\",\"calibrationRows\":null" + more + "}");
    }
}
