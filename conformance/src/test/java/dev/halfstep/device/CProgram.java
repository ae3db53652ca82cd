package dev.halfstep.device;

import java.nio.file.Path;
import java.util.List;

/** What a compiler makes of the C of models that stand in one folder, each under a name of its own. */
final class CProgram {

    private final Path folder;
    private final Path file;

    private CProgram(Path folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /** Compiles all of them, with a {@code main} that runs the one it is told. */
    static CProgram compile(List<CModel> models, String compiler, String... flags) {
        Path folder = models.getFirst().folder();
        String name = "program_" + models.getFirst().library().name() + "_"
                + Integer.toHexString(List.of(flags).hashCode());
        CModel.write(folder.resolve(name + ".c"), source(models));
        CCompiler.run(folder, CCompiler.command(compiler, CCompiler.STRICT, List.of(flags),
                List.of("-o", name, name + ".c")));
        return new CProgram(folder, folder.resolve(name));
    }

    private static String source(List<CModel> models) {
        var text = new StringBuilder();
        models.forEach(model -> text.append("#include \"" + model.library().name() + ".c\"\n"));
        text.append("#include <stdio.h>\n#include <string.h>\n");
        models.forEach(model -> text.append(model.driver()));
        text.append("int main(int count, char **arguments)\n{\n");
        models.forEach(model -> text.append("    if (count == 2 && strcmp(arguments[1], \"" + model.library().name()
                + "\") == 0) { drive_" + model.library().name() + "(); }\n"));
        return text.append("    return 0;\n}\n").toString();
    }

    /** What a model gives. */
    byte[] outputs(CModel model, byte[] inputs) {
        return CCompiler.filter(folder, List.of(file.toString(), model.library().name()), inputs);
    }
}
