package dev.halfstep.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the benchmarks with JMH's command line, then sets Halfstep's times against those of its peers.
 *
 * <p>
 * In each benchmark class the method {@code halfstep} is ours; every other method of the class is a peer that does the same
 * work.
 */
public final class Benchmarks {

    private static final String OURS = "halfstep";

    private Benchmarks() {}

    /** Runs what the arguments select, everything without any. */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException, IOException {
        var options = new CommandLineOptions(args);
        if (options.shouldHelp()) {
            options.showHelp();
            return;
        }
        printRatios(new Runner(new OptionsBuilder().parent(options).shouldFailOnError(true).build()).run());
    }

    private static void printRatios(Collection<RunResult> results) {
        System.out.println();
        System.out.println("How many times as fast as each peer Halfstep is in this run, by iterations:");
        System.out.printf("%-36s %-20s %8s %8s%n", "", "", "median", "fastest");
        List<RunResult> ours = results.stream().filter(result -> method(result).equals(OURS))
                .sorted(Comparator.comparing(Benchmarks::work)).toList();
        for (RunResult own : ours) {
            for (RunResult peer : results) {
                if (!method(peer).equals(OURS) && work(peer).equals(work(own))) {
                    System.out.printf("%-36s %-20s %8.2f %8.2f%n", work(own), method(peer),
                            times(peer).getPercentile(50) / times(own).getPercentile(50),
                            times(peer).getMin() / times(own).getMin());
                }
            }
        }
    }

    /** One time for each iteration. */
    private static Statistics times(RunResult result) {
        return result.getPrimaryResult().getStatistics();
    }

    private static String method(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The class and its parameters: {@code DenseInterpreterBench rows=1}. */
    private static String work(RunResult result) {
        BenchmarkParams params = result.getParams();
        String[] names = params.getBenchmark().split("\\.", -1);
        var work = new StringBuilder(names[names.length - 2]);
        for (String key : params.getParamsKeys()) {
            work.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return work.toString();
    }
}
