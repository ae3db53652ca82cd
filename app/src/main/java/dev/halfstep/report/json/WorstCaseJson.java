package dev.halfstep.report.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.report.ResultJson;
import dev.halfstep.study.Study;
import dev.halfstep.study.WorstCase;
import java.util.List;
import java.util.OptionalDouble;

/** The worst case of a study's model, with its own ranges first. */
final class WorstCaseJson {

    private WorstCaseJson() {}

    static ObjectNode of(WorstCase found) {
        ObjectNode json = ResultJson.object().put("precision", found.precision().label()).put("certificate",
                Study.CERTIFICATE);
        ArrayNode trials = json.putArray("trials");
        for (WorstCase.Trial trial : found.trials()) {
            ArrayNode outputs = trials.addObject().put("ranges", trial.ranges()).putArray("outputs");
            List<String> targets = found.certificate().targets();
            for (int t = 0; t < targets.size(); t++) {
                OutputBound bound = trial.bound(t);
                ObjectNode output = outputs.addObject().put("target", targets.get(t));
                put(output, "bound", bound.bound());
                put(output, "boundSteps", bound.boundSteps());
                put(output, "found", Math.abs(bound.witness().deviation()));
                output.put("isExact", bound.method() == Method.EXACT);
                put(output, "meanDeviation", trial.meanDeviation(t));
            }
        }
        return json;
    }

    private static void put(ObjectNode json, String name, double value) {
        ResultJson.put(json, name, OptionalDouble.of(value));
    }
}
