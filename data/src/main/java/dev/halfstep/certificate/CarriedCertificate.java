package dev.halfstep.certificate;

import dev.halfstep.graph.Graph;
import dev.halfstep.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model that carries a certificate says of itself, taken as it stands: only with its float model it can be checked.
 *
 * @param floatModel the name of the float model's file
 * @param bounds by target, in its unit
 */
public record CarriedCertificate(String floatModel, Map<String, Double> bounds) {

    /**
     * That of a model; empty where it carries none.
     *
     * @throws dev.halfstep.problem.Problem if what it carries is none
     */
    public static Optional<CarriedCertificate> of(Graph graph) {
        return graph.text(Certificate.METADATA_NAME).map(JsonObject::parse).map(json -> {
            Map<String, Double> bounds = new LinkedHashMap<>();
            json.objects("outputs").forEach(output -> bounds.put(output.text("target"), output.number("bound")));
            return new CarriedCertificate(json.object("float").text("file"), bounds);
        });
    }
}
