package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java that are shown compile, with the names of the README's example. */
class MisuseLinesTest {

    private static final String CLASS = """
            import dev.halfstep.graph.*;
            import dev.halfstep.interpret.*;
            import dev.halfstep.pipeline.*;
            import dev.halfstep.table.*;
            import dev.halfstep.tensor.*;

            class Lines {
                Graph model;
                Pipeline pipeline;
                PipelineFitter.Fitted fitted;
                Table table;
                Tensor rows;

                void use() {
                    // the lines
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void compile() {
        Trained on = Trained.on(Path.of("..", "examples", "wages.csv"), PipelineOptions.forTargets("wage"), 0);
        Graph model = on.quantized(Precision.FULL_UINT8, Recipe.DEFAULT);
        Misuse misuse = MisuseSearch.search(on.subject(model), Optional.empty()).orElseThrow();
        assertThat(misuse.mistakes()).filteredOn(m -> m.kinds().size() == 1).extracting(m -> m.kinds().getFirst())
                .containsExactly(Misuse.Kind.values());
        for (Misuse.Mistake mistake : misuse.mistakes()) {
            assertThat(mistake.java().lines()).hasSize(2);
            assertThat(errors(mistake.java())).as(mistake.java()).isEmpty();
        }
        assertThat(errors("double error = pipeline;")).contains("incompatible types");
    }

    private String errors(String lines) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var source = new SimpleJavaFileObject(URI.create("string:///Lines.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return CLASS.replace("// the lines", lines);
            }
        };
        var output = new StringWriter();
        compiler.getTask(output, null, null, List.of("-proc:none", "-d", folder.toString(), "-cp",
                System.getProperty("java.class.path")), null, List.of(source)).call();
        return output.toString();
    }
}
