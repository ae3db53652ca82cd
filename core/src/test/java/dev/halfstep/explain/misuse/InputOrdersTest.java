package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.subject.Units;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InputOrdersTest {

    private static Units units(boolean known, String... names) {
        return new Units(Arrays.stream(names).map(name -> new Units.Feature(name, 0, 1)).toList(), List.of("y"),
                (target, value) -> value, known);
    }

    /** What becomes of the row 0, 1, 2, ... in each order. */
    private static Map<String, List<Integer>> orders(Units units, long mostSwaps) {
        int width = units.features().size();
        var row = new float[2 * width];
        IntStream.range(0, row.length).forEach(i -> row[i] = i);
        var orders = new LinkedHashMap<String, List<Integer>>();
        InputOrders found = InputOrders.of(units, mostSwaps);
        Stream.concat(found.ofTools().stream(), found.swaps().stream()).forEach(order -> {
            float[] moved = order.how().apply(Tensor.of(Shape.of(2, width), row)).values();
            IntStream.range(0, width).forEach(c -> assertThat(moved[width + c]).isEqualTo(width + moved[c]));
            orders.put(order.name(), IntStream.range(0, width).mapToObj(c -> (int) moved[c]).toList());
        });
        return orders;
    }

    @Test
    void ordersThatToolsGive() {
        Map<String, List<Integer>> orders = orders(units(true, "d", "place=n", "place=s", "b"), 0);
        assertThat(orders).containsExactly(Map.entry("features in reverse order", List.of(3, 2, 1, 0)),
                Map.entry("features in alphabetical order", List.of(3, 0, 1, 2)),
                Map.entry("one-hot features after all others", List.of(0, 3, 1, 2)),
                Map.entry("one-hot features before all others", List.of(1, 2, 0, 3)),
                Map.entry("every feature one place further left", List.of(1, 2, 3, 0)));
    }

    @Test
    void swaps() {
        assertThat(orders(units(false, "a", "b", "c"), 3))
                .containsEntry("features in reverse order", List.of(2, 1, 0))
                .containsEntry("'a' and 'b' swapped", List.of(1, 0, 2))
                .containsEntry("'b' and 'c' swapped", List.of(0, 2, 1)).hasSize(5);
        assertThat(orders(units(false, "a", "b", "c", "d"), 5)).as("too many for all")
                .containsKey("'c' and 'd' swapped")
                .doesNotContainKey("'a' and 'c' swapped").hasSize(6);
        assertThat(orders(units(false, "a", "b", "c", "d"), 2)).as("too many for neighbours").hasSize(3);
        String[] many = IntStream.range(0, 25).mapToObj(i -> "f" + i).toArray(String[]::new);
        assertThat(orders(units(false, many), 1000)).as("too wide for all").hasSize(3 + 24);
    }

    @Test
    void oneFeatureHasOneOrder() {
        assertThat(orders(units(true, "a"), 100)).isEmpty();
    }
}
