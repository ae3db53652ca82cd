package dev.halfstep.certificate;

import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certified.Method;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.json.JsonObject;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.Optional;

/**
 * What is proven of a quantized model: for every input of a domain, how far it can be from its float model.
 *
 * @param reference the float model
 * @param targets names, one for each output of what is proven
 */
public record Certificate(Named reference, Named quantized, ModelDomain domain, List<String> targets,
        Certified certified) {

    /** The name under which a model carries the certificate that it has, in JSON. */
    public static final String METADATA_NAME = "halfstep_certificate";

    /** Of the JSON form. It rises when readers of the one before would misread what is written. */
    static final int FORMAT = 1;

    /**
     * A file that a certificate is of.
     *
     * @param name without folders: files move
     * @param signature whose network it is of, where one was named
     */
    public record Named(String name, String sha256, Optional<String> signature) {

        static Named of(Digested file) {
            return new Named(file.name(), file.sha256(), file.signature());
        }
    }

    public Certificate {
        targets = List.copyOf(targets);
        if (targets.size() != certified.outputs().size()) {
            throw Problem.of(targets.size() + " targets have " + certified.outputs().size() + " bounds");
        }
    }

    /** A certificate of what has been proven of two files. */
    public static Certificate of(ModelPair models, ModelDomain domain, Certified certified) {
        return new Certificate(Named.of(models.reference()), Named.of(models.quantized()), domain, models.targets(),
                certified);
    }

    /** Whether the bounds are those of the worst there is, but for rounding. */
    public boolean isExact() {
        return certified.outputs().stream().allMatch(bound -> bound.method() == Method.EXACT);
    }

    /** For people and programs, on many lines. */
    public String toJson() {
        return CertificateJson.write(this);
    }

    /**
     * The quantized model of two with a certificate in its metadata, in place of any that it carries. The certificate names what the file
     * is without it: the bytes that {@link TfliteWriter} makes of the model then.
     *
     * @param certified what has been proven of the two
     * @return the content of its file
     */
    public static byte[] carried(ModelPair models, ModelDomain domain, Certified certified) {
        var bare = new ModelPair(models.reference(), models.quantized().bare());
        return TfliteWriter.toBytes(bare.quantized().model().graph().withText(METADATA_NAME,
                of(bare, domain, certified).toJson()));
    }

    /**
     * A certificate of two files.
     *
     * @param models whose columns it speaks of
     * @throws Problem if the text is no certificate, or none of these files
     */
    public static Certificate fromJson(String json, ModelPair models) {
        try {
            return CertificateJson.read(JsonObject.parse(json), models);
        } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.OUTCOME) {
                throw problem;
            }
            throw Problem.of("this is no certificate that can be read: " + problem.what()).because(problem)
                    .remedy("Name a file that was written with -o.");
        }
    }
}
