package dev.halfstep.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class InOrderTest {

    private static final int COUNT = 500;

    private static InOrder.Source<Integer> numbers(int count) {
        return items -> IntStream.range(0, count).forEach(items::accept);
    }

    /** Later items are done first. */
    private static int slowly(int item) {
        LockSupport.parkNanos(50_000L * (6 - item % 7));
        return 3 * item;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void resultsComeInTheOrderOfTheItems(int threads) {
        var results = new ArrayList<Integer>();
        InOrder.<Integer, Integer>run(threads, numbers(COUNT), () -> InOrderTest::slowly, results::add);
        assertThat(results).isEqualTo(IntStream.range(0, COUNT).mapToObj(i -> 3 * i).toList());
    }

    @Test
    void nothingToDo() {
        var results = new ArrayList<Integer>();
        InOrder.<Integer, Integer>run(2, numbers(0), () -> item -> item, results::add);
        assertThat(results).isEmpty();
    }

    @Test
    void fewItemsAreHeld() {
        int threads = 2;
        var held = new AtomicInteger();
        var most = new AtomicInteger();
        InOrder.Source<Integer> source = items -> IntStream.range(0, COUNT).forEach(i -> {
            most.accumulateAndGet(held.incrementAndGet(), Math::max);
            items.accept(i);
        });
        InOrder.<Integer, Integer>run(threads, source, () -> item -> item, result -> {
            held.decrementAndGet();
            return true;
        });
        assertThat(most.get()).isBetween(1, 3 * threads + 2);
    }

    @Test
    void eachThreadHasWorkOfItsOwn() {
        var made = new AtomicInteger();
        var users = new ConcurrentHashMap<Integer, Thread>();
        InOrder.<Integer, Integer>run(3, numbers(COUNT), () -> {
            int own = made.incrementAndGet();
            return item -> {
                assertThat(users.computeIfAbsent(own, none -> Thread.currentThread()))
                        .isSameAs(Thread.currentThread());
                return item;
            };
        }, result -> true);
        assertThat(made.get()).isBetween(1, 3);
    }

    private static List<Integer> untilProblem(InOrder.Source<Integer> source, int failing, String message) {
        var results = new ArrayList<Integer>();
        assertThatThrownBy(() -> InOrder.<Integer, Integer>run(3, source, () -> item -> {
            if (item >= failing) {
                throw Problem.of("item " + item);
            }
            return item;
        }, results::add)).isInstanceOf(Problem.class).hasMessage(message);
        return results;
    }

    @Test
    void theFirstProblemOfTheWorkIsThrownAfterAllBeforeIt() {
        assertThat(untilProblem(numbers(COUNT), 100, "item 100.")).hasSize(100);
    }

    @Test
    void theSourcesProblemComesAfterItsItems() {
        InOrder.Source<Integer> source = items -> {
            numbers(50).read(items);
            throw Problem.of("no more");
        };
        assertThat(untilProblem(source, COUNT, "no more.")).hasSize(50);
    }

    @Test
    void errorsPass() {
        assertThatThrownBy(() -> InOrder.<Integer, Integer>run(2, numbers(COUNT), () -> item -> {
            throw new StackOverflowError();
        }, result -> true)).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void theCallerCanStop() {
        var ended = new AtomicInteger();
        InOrder.Source<Integer> endless = items -> {
            try {
                forever(items);
            } finally {
                ended.incrementAndGet();
            }
        };
        var results = new ArrayList<Integer>();
        InOrder.<Integer, Integer>run(2, endless, () -> item -> item, result -> {
            results.add(result);
            return results.size() < 10;
        });
        assertThat(results).hasSize(10);
        assertThat(ended).as("sources that were closed").hasValue(1);
    }

    @Test
    void problemsOfTheCallerEndTheSource() {
        assertThatThrownBy(() -> InOrder.<Integer, Integer>run(2, InOrderTest::forever, () -> item -> item, result -> {
            throw Problem.of("disk full");
        })).isInstanceOf(Problem.class).hasMessage("disk full.");
    }

    private static void forever(Consumer<Integer> items) {
        for (int i = 0;; i++) {
            items.accept(i);
        }
    }
}
