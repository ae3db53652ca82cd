package dev.halfstep.certificate;

import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certified.Witness;
import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.Findings.Fall;
import dev.halfstep.certify.Findings.Monotonicity;
import dev.halfstep.certify.Findings.Verdict;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a certificate's witnesses again, in both models. That finds out certificates of other files and models that run otherwise
 * here; it does not prove the bound anew.
 */
public final class CertificateCheck {

    /** For how far values may be from those that the certificate says, beside the float model's own rounding. */
    private static final double TOLERANCE = 1e-6;

    private final Certificate certificate;
    private final List<OutputUnit> units;
    private final Network floatModel;
    private final Network quantizedModel;
    private final List<Problem> problems = new ArrayList<>();

    private CertificateCheck(Certificate certificate, ModelPair models) {
        this.certificate = certificate;
        units = models.units();
        floatModel = Network.of(models.reference(), units);
        quantizedModel = Network.of(models.quantized(), units);
    }

    /**
     * Checks a certificate.
     *
     * @return what was found: the deviation of each witness, as it is here
     * @throws Problem of {@link Problem.Kind#OUTCOME} that says all that does not hold
     */
    public static List<Double> check(Certificate certificate, ModelPair models) {
        return new CertificateCheck(certificate, models).check();
    }

    private List<Double> check() {
        var deviations = new ArrayList<Double>();
        for (OutputBound bound : certificate.certified().outputs()) {
            OutputUnit unit = units.get(bound.target());
            float[] input = bound.witness().input();
            if (!isInDomain(input)) {
                fault(unit, "the witness does not lie in the domain");
                continue;
            }
            double reference = floatModel.value(input, bound.target());
            double quantized = quantizedModel.value(input, bound.target());
            compare(bound, unit, reference, quantized);
            deviations.add(quantized - reference);
        }
        certificate.certified().findings().monotonicities().forEach(this::compare);
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return deviations;
    }

    private void compare(OutputBound bound, OutputUnit unit, double reference, double quantized) {
        Witness witness = bound.witness();
        double tolerance = bound.floatRounding() + TOLERANCE * Math.max(Math.abs(reference), Math.abs(quantized));
        if (Math.abs(reference - witness.reference()) > tolerance) {
            fault(unit, "the float model predicts " + reference + " for the witness, not " + witness.reference());
        }
        if (Math.abs(quantized - witness.quantized()) > tolerance) {
            fault(unit, "the quantized model predicts " + quantized + " for the witness, not " + witness.quantized());
        }
        if (Math.abs(quantized - reference) > bound.bound()) {
            fault(unit, "the witness deviates by " + Math.abs(quantized - reference) + ", more than the bound "
                    + bound.bound());
        }
        if (quantized < bound.range().min() - tolerance || quantized > bound.range().max() + tolerance) {
            fault(unit, "the quantized model predicts " + quantized + ", which is not within its range from "
                    + bound.range().min() + " to " + bound.range().max());
        }
    }

    /** Two inputs that contradict a claim still do. */
    private void compare(Monotonicity monotonicity) {
        OutputUnit unit = units.get(monotonicity.claim().target());
        boolean contradicts = monotonicity.verdict() == Verdict.CONTRADICTED;
        if (contradicts != monotonicity.fall().isPresent()) {
            fault(unit, "what contradicts a claim is missing, or one is contradicted that is not said to be");
        }
        monotonicity.fall().ifPresent(fall -> compare(unit, monotonicity.claim(), fall));
    }

    private void compare(OutputUnit unit, Claim claim, Fall fall) {
        if (!isPair(claim, fall)) {
            fault(unit, "two inputs that should contradict a claim differ in more than its column, or lie elsewhere");
            return;
        }
        double from = quantizedModel.value(fall.from(), claim.target());
        double to = quantizedModel.value(fall.to(), claim.target());
        double tolerance = TOLERANCE * Math.max(Math.abs(from), Math.abs(to));
        if (Math.abs(from - fall.fromValue()) > tolerance || Math.abs(to - fall.toValue()) > tolerance) {
            fault(unit, "the quantized model predicts " + from + " and " + to
                    + " for two inputs that should contradict a claim, not " + fall.fromValue() + " and "
                    + fall.toValue());
        } else if (claim.isRising() ? to >= from : to <= from) {
            fault(unit, "two inputs that should contradict a claim do not");
        }
    }

    private boolean isPair(Claim claim, Fall fall) {
        if (!isInDomain(fall.from()) || !isInDomain(fall.to())) {
            return false;
        }
        int feature = certificate.domain().inputs().parts().get(claim.part()).features()[0];
        float[] moved = fall.from().clone();
        moved[feature] = fall.to()[feature];
        return fall.to()[feature] > fall.from()[feature] && Arrays.equals(moved, fall.to());
    }

    private boolean isInDomain(float[] input) {
        return input.length == certificate.domain().inputs().width() && certificate.domain().contains(input);
    }

    private void fault(OutputUnit unit, String what) {
        problems.add(Problem.outcome(what).at("output " + Quoted.of(unit.name())));
    }

    /**
     * One of the two models, prepared once for all inputs.
     *
     * @param declared the shape of its input
     */
    private record Network(Predictor predictor, Shape declared, List<OutputUnit> units) {

        static Network of(Digested file, List<OutputUnit> units) {
            Graph graph = file.model().graph();
            return new Network(Predictor.of(graph), Interface.of(graph).inputs().getFirst().tensor().shape(), units);
        }

        /** What it predicts, in the output's unit. */
        double value(float[] input, int target) {
            Shape row = declared.rank() > 2 ? declared.with(0, 1) : Shape.of(1, input.length);
            return units.get(target).inUnits(predictor.predict(Tensor.of(row, input)).values().values()[target]);
        }
    }
}
