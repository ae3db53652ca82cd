package dev.halfstep.explain.misuse;

/**
 * The two lines of Java that do right what a way of using a model does wrong. They use the names of the README's example:
 * {@code model} is the graph as it was read, and {@code pipeline}, {@code table} and {@code fitted} are those of its rows.
 *
 * @param pipelineKnown whether the model carries a pipeline
 */
record JavaLines(boolean pipelineKnown) {

    private static final String PREDICT = "Predictor.of(model).predict(rows).values()";
    private static final String ENCODE =
            "Value input = Interface.of(model).inputs().getFirst().encode(rows); // rounded to the nearest code, saturated";
    private static final String DECODE =
            "Tensor values = Interface.of(model).outputs().getFirst().decode(Interpreter.prepare(model).run(input));";

    String of(Use use) {
        boolean values = !use.feed().values().isRight();
        if (!use.comparison().isRight()) {
            return values ? rows() + "\n" + error(PREDICT)
                    : "Tensor values = " + PREDICT + ";\n" + error("values");
        }
        return values ? rows() + "\nTensor values = " + PREDICT + "; // encoded and decoded by the model's own scales"
                : ENCODE + "\n" + DECODE;
    }

    private String rows() {
        return pipelineKnown
                ? "Tensor rows = pipeline.encode(table, fitted.test(), Unseen.ERROR); // in the model's order, standardised once"
                : "Tensor rows = Tensor.of(Shape.of(count, width), standardised); // in the order of training, standardised as there";
    }

    private String error(String values) {
        return pipelineKnown
                ? "double error = Math.abs(pipeline.inUnits(0, " + values + ".values()[0])"
                        + " - pipeline.labelsInUnits(table, fitted.test())[0]); // row by row, in one unit"
                : "double error = Math.abs(" + values + ".values()[0] - labels.values()[0]); // row by row";
    }
}
