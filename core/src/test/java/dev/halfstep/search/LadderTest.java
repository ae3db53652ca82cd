package dev.halfstep.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Graph CHAIN = NetworkBuilder.mlp(1, 3, 4, 1);

    private static List<String> names(Precision precision, Recipe first, UnaryOperator<Recipe> fixed) {
        return Ladder.from(CHAIN, precision, precision.edges().getFirst(), first, fixed).stream().map(Recipe::name)
                .toList();
    }

    @Test
    void fromTheDefault() {
        List<Recipe> ladder = Ladder.from(CHAIN, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT,
                UnaryOperator.identity());
        assertThat(ladder).extracting(Recipe::name).containsExactly("default", "best", "best + vernier 4",
                "best + width 1.5", "best + width 2 + vernier 16");
        assertThat(ladder.getFirst()).isEqualTo(Recipe.DEFAULT);
        assertThat(ladder.get(2)).isEqualTo(Recipe.BEST.withVernier(4).withName("best + vernier 4"));
    }

    @Test
    void startsWithWhatWasNamed() {
        assertThat(names(Precision.INT8, Recipe.TENSORFLOW, UnaryOperator.identity())).startsWith("tensorflow",
                "default", "best").hasSize(6);
        assertThat(names(Precision.INT8, Recipe.BEST, UnaryOperator.identity())).startsWith("best",
                "best + vernier 4").hasSize(4);
        Recipe wide = Recipe.fromJson("{\"name\":\"wide\",\"width\":1.5}");
        assertThat(names(Precision.INT8, wide, UnaryOperator.identity())).containsExactly("wide", "best + width 1.5",
                "best + width 2 + vernier 16");
        Recipe dearest = Recipe.BEST.withWidth(8).withName("dearest");
        assertThat(names(Precision.INT8, dearest, UnaryOperator.identity())).containsExactly("dearest");
    }

    /** What is the same in all is not tried twice, and the name tells what a recipe became. */
    @Test
    void fixedParts() {
        UnaryOperator<Recipe> wide = recipe -> recipe.withWidth(3);
        assertThat(names(Precision.INT8, wide.apply(Recipe.DEFAULT), wide)).containsExactly("default", "best + width 3",
                "best + width 3 + vernier 4", "best + width 3 + vernier 16");
        UnaryOperator<Recipe> plain = recipe -> recipe.withVernier(1).withFitting(Effort.NONE);
        List<Recipe> ladder = Ladder.from(CHAIN, Precision.INT8, DType.FLOAT32, plain.apply(Recipe.DEFAULT), plain);
        assertThat(ladder).extracting(Recipe::name).containsExactly("default", "best + width 1.5", "best + width 2");
        assertThat(ladder).extracting(Recipe::fitting).containsOnly(Effort.NONE);
    }

    /** Fitting, width and vernier are for int8 activations in chains. */
    @Test
    void whereFittingHasNoEffect() {
        assertThat(names(Precision.INT16X8, Recipe.DEFAULT, UnaryOperator.identity())).containsExactly("default");
        assertThat(names(Precision.INT16X8, Recipe.TENSORFLOW, UnaryOperator.identity())).containsExactly("tensorflow",
                "default");
        var b = new NetworkBuilder(1);
        int input = b.input(3);
        Graph fork = b.build(b.layer(input, 1, Activation.NONE), b.layer(input, 1, Activation.NONE));
        assertThat(Ladder.from(fork, Precision.INT8, DType.FLOAT32, Recipe.DEFAULT, UnaryOperator.identity()))
                .containsExactly(Recipe.DEFAULT);
    }
}
